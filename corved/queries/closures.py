"""The academy's closures and its tutors' leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.session_rows import COLUMNS, JOINS, SessionRow, session_row
from corved.scheduling.obstacles import Closed

CLOSURES = """
    select c.id, c.name, c.first_day, c.last_day, c.timezone, c.tutor_user_id as tutor_id, t.full_name as tutor,
           (select count(*) from closure_sessions k where k.closure_id = c.id) as took
    from closures c left join users t on t.id = c.tutor_user_id
    where c.removed_at is null
"""
COMING = text(CLOSURES + "and c.last_day >= :since order by c.first_day, c.name, c.id limit 200")
ONE = text(CLOSURES + "and c.id = :id")
TOOK = text(
    f"""
    select {COLUMNS}, k.before, k.after
    {JOINS}
    join closure_sessions k on k.session_id = s.id
    where k.closure_id = :id
    order by s.scheduled_start_utc, s.id
    """
)
WHOSE = text(
    """
    select null::uuid as id, name, timezone from academy
    union all
    (select u.id, u.full_name, u.timezone from users u
     where u.is_active and exists (select 1 from user_roles r where r.user_id = u.id and r.role = 'tutor')
     order by u.full_name, u.id)
    """
)


@dataclass(frozen=True)
class ClosureLine:
    """tutor: whose leave it is; None for a closure of the academy. took: how many sessions it moved or set aside."""

    id: UUID
    name: str
    first_day: date
    last_day: date
    timezone: str
    tutor_id: UUID | None
    tutor: str | None
    took: int

    @property
    def closed(self) -> Closed:
        return Closed(self.name, self.first_day, self.last_day, self.timezone, self.tutor_id is not None)


@dataclass(frozen=True)
class TookLine:
    """A session that a closure took. was: when it was before. as_left: nothing else was agreed since."""

    row: SessionRow
    was: datetime
    as_left: bool

    def goes_back(self, now: datetime) -> bool:
        return self.as_left and self.was > now


def closures(*, since: date) -> list[ClosureLine]:
    """Those that end on that day or later."""
    return [ClosureLine(**row) for row in db.execute(COMING, {"since": since}).mappings()]


def closure(closure_id: UUID) -> ClosureLine:
    """One that was not removed, or NotHere."""
    row = db.execute(ONE, {"id": closure_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return ClosureLine(**row)


def took(closure_id: UUID) -> list[TookLine]:
    """What it took, in order of time."""
    found = []
    for mapping in db.execute(TOOK, {"id": closure_id}).mappings():
        before, after = mapping["before"], mapping["after"]
        row = session_row({name: value for name, value in mapping.items() if name not in ("before", "after")})
        was = datetime.fromisoformat(before["scheduled_start_utc"])
        found.append(TookLine(row, was, is_as_left(after, row.status, row.needs_new_time, row.start)))
    return found


def is_as_left(after: dict[str, Any], status: str, needs_new_time: bool, start: datetime) -> bool:
    """Whether a session is as the closure left it: neither marked nor moved since."""
    left = after["status"], after["needs_new_time"], datetime.fromisoformat(after["scheduled_start_utc"])
    return (status, needs_new_time, start) == left


def whose_days() -> list[tuple[UUID | None, str, str]]:
    """(id, name, zone) of the academy, without an id, and of everybody who teaches: whose days can be closed."""
    return [(row.id, row.name, row.timezone) for row in db.execute(WHOSE)]
