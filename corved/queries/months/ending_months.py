"""Finds the months that end soon and have no next month, or still owe make-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.month_turn import ENDING_DAYS
from corved.scheduling.time_limits import ONE_DAY

ENDING = text(
    """
    with owed as materialized (
        select s.package_id, count(*) as owed from sessions s where s.is_owed group by s.package_id),
    ending as materialized (
        select p.id, p.request_id, p.tier, p.end_date, n.is_renewed, coalesce(o.owed, 0) as owed
        from packages p
        cross join lateral (select exists (
            select 1 from packages n where n.request_id = p.request_id and n.start_date > p.end_date
              and n.cancelled_at is null) as is_renewed) n
        left join owed o on o.package_id = p.id
        where p.status = 'active' and p.end_date >= :today and p.end_date <= :last and p.not_renewing_at is null
          and (o.package_id is not null or not n.is_renewed)),
    found as materialized (
        select e.*, m.id as match_id, m.tutor_user_id, r.subject_id, l.full_name as learner
        from ending e
        join matches m on m.request_id = e.request_id and m.status in ('matched', 'active')
        join requests r on r.id = m.request_id
        join learners l on l.id = r.learner_id)
    select w.total, f.id, f.request_id, f.match_id, f.learner, t.full_name as tutor, sub.name as subject, f.tier,
           f.end_date, f.is_renewed, f.owed
    from (select count(*) as total from found) w
    left join (select * from found order by end_date, learner, id offset :first limit :size) f on true
    left join users t on t.id = f.tutor_user_id
    left join subjects sub on sub.id = f.subject_id
    order by f.end_date, f.learner, f.id
    """
)


@dataclass(frozen=True)
class EndingMonth:
    """A month that ends within five days and has no next one, or owes make-ups. id: its package's."""

    id: UUID
    request_id: UUID
    match_id: UUID
    learner: str
    tutor: str
    subject: str
    tier: int
    end_date: date
    is_renewed: bool
    owed: int


class EndingMonths(NamedTuple):
    """Part of the list of them, those that end first at the top. total: how many months end."""

    rows: tuple[EndingMonth, ...]
    total: int


def ending_months(*, today: date, first: int, size: int) -> EndingMonths:
    """Return the months that end soon. today: the reader's. first, size: the stretch to load, from 0."""
    values = {"today": today, "last": today + ENDING_DAYS * ONE_DAY, "first": first, "size": size}
    rows = [dict(row) for row in db.execute(ENDING, values).mappings()]
    totals = [row.pop("total") for row in rows]
    return EndingMonths(tuple(EndingMonth(**row) for row in rows if row["id"] is not None), totals[0])
