"""Loads a package whose payment is to be recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.enrolment.package_money import PackageMoney, money_of

PACKAGE = text(
    """
    select p.id, p.request_id, p.tier, p.start_date, p.end_date,
           m.id as match_id, l.full_name as learner, sub.name as subject, v.name as level, y.*
    from packages p
    join package_money y on y.id = p.id
    join requests r on r.id = p.request_id
    join subjects sub on sub.id = r.subject_id
    join levels v on v.id = r.level_id
    join learners l on l.id = r.learner_id
    left join matches m on m.request_id = r.id and m.status <> 'ended'
    where p.id = :id and p.cancelled_at is null
    """
)


@dataclass(frozen=True)
class PackageToPay:
    """A package for which a payment can be recorded.

    money: what it costs and what was paid. match_id: the request's open match, if any.
    """

    id: UUID
    request_id: UUID
    tier: int
    start_date: date
    end_date: date
    match_id: UUID | None
    learner: str
    subject: str
    level: str
    money: PackageMoney


def package_to_pay(package_id: UUID) -> PackageToPay:
    row = db.execute(PACKAGE, {"id": package_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    known = {name: row[name] for name in PackageToPay.__dataclass_fields__ if name in row}
    return PackageToPay(**known, money=money_of(row))
