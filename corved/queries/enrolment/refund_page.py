"""Loads what an admin needs to know before a refund: what was paid, what was held, and what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.enrolment.package_money import PackageMoney, money_of

PAGE = text(
    """
    select p.id, p.request_id, p.tier, p.start_date, p.end_date, l.full_name as learner, sub.name as subject,
           m.id as match_id,
           p.held_before + (select count(*) from sessions s
                            where s.package_id = p.id and s.status in ('done', 'no_show_student')) as used,
           (select count(*) from sessions s where s.package_id = p.id and s.is_to_come
              and s.scheduled_start_utc > :now) as to_come,
           (select count(*) from sessions s where s.package_id = p.id and s.match_id = m.id and s.status = 'scheduled'
              and s.is_live and s.original_start_utc is null and s.makes_up_id is null
              and s.scheduled_start_utc > :now) as removable,
           (select count(*) from sessions s where s.match_id = m.id and s.is_to_come
              and s.scheduled_start_utc > :now) as ends,
           y.*
    from packages p
    join package_money y on y.id = p.id
    join requests r on r.id = p.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = r.learner_id
    left join matches m on m.request_id = r.id and m.status <> 'ended'
    where p.id = :id and p.request_id = :request_id and p.cancelled_at is null
    """
)


@dataclass(frozen=True)
class RefundPage:
    """A package before a refund.

    match_id: the request's open match, if any. used: sessions held or missed by the student. removable: its sessions to
    come that nobody marked or moved. ends: how many sessions to come the end of the match removes or sets aside.
    """

    id: UUID
    request_id: UUID
    tier: int
    start_date: date
    end_date: date
    learner: str
    subject: str
    match_id: UUID | None
    used: int
    to_come: int
    removable: int
    ends: int
    money: PackageMoney

    @property
    def suggested(self) -> int:
        """Return what is left when each session costs the same, in whole rupees."""
        used_up = -(-self.money.received * self.used // self.tier)
        return max(0, self.money.kept - used_up)

    @property
    def seen(self) -> str:
        """Return what the page shows, so that a refund is refused when it has changed."""
        return f"{self.money.kept}-{self.removable}-{self.ends}"


def refund_page(request_id: UUID, package_id: UUID, *, now: datetime) -> RefundPage:
    """Return a package of the request before a refund, or raise NotHere."""
    values = {"id": package_id, "request_id": request_id, "now": now}
    row = db.execute(PAGE, values).mappings().one_or_none()
    if row is None:
        raise NotHere
    known = {name: row[name] for name in RefundPage.__dataclass_fields__ if name in row}
    return RefundPage(**known, money=money_of(row))
