"""Loads a package whose payment is to be recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.models.people import LEVELS
from corved.problems import NotHere

PACKAGE = text(
    """
    select p.id, p.tier, p.start_date, p.end_date,
           exists (select 1 from paid_packages y where y.id = p.id) as is_paid,
           m.id as match_id, l.full_name as learner, sub.name as subject, r.level::text,
           case p.tier when 8 then ac.price_8 when 12 then ac.price_12 else ac.price_20 end as price
    from packages p
    join requests r on r.id = p.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = r.learner_id
    left join matches m on m.request_id = r.id and m.status <> 'ended'
    cross join academy ac
    where p.id = :id
    """
)


@dataclass(frozen=True)
class PackageToPay:
    """A package for which a payment can be recorded.

    price: the academy's price for its size, in rupees. match_id: the request's open match, if any.
    """

    id: UUID
    tier: int
    start_date: date
    end_date: date
    is_paid: bool
    match_id: UUID | None
    learner: str
    subject: str
    level: str
    price: int

    @property
    def level_name(self) -> str:
        return LEVELS[self.level]


def package_to_pay(package_id: UUID) -> PackageToPay:
    row = db.execute(PACKAGE, {"id": package_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return PackageToPay(**row)
