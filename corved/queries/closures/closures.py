"""Loads closures of the academy and leave of tutors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from corved.database.session import db
from corved.models import Closure
from corved.problems import NotHere
from corved.queries.sessions.session_rows import SessionRow, session_row
from corved.queries.timetable.active_tutors import MOST_LISTED
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Closed

CLOSURES = """
    select c.id, c.name, c.first_day, c.last_day, c.timezone, c.tutor_user_id as tutor_id, t.full_name as tutor,
           (select count(*) from closure_sessions k where k.closure_id = c.id) as took
    from closures c left join users t on t.id = c.tutor_user_id
    where c.removed_at is null
"""
COMING = text(CLOSURES + "and c.last_day >= :since order by c.first_day, c.name, c.id")
OTHERS = text(CLOSURES + "and c.id <> :id order by c.first_day, c.id")
ONE = text(CLOSURES + "and c.id = :id")
TOOK = text(
    """
    select s.*, k.before, k.after, (select m.tutor_user_id from matches m where m.id = s.match_id) as course_tutor_id
    from session_facts s join closure_sessions k on k.session_id = s.id
    where k.closure_id = :id
    order by s.start, s.id
    """
)
WHOSE = text(
    """
    select null::uuid as id, name, timezone from academy
    union all
    (select id, full_name, timezone from active_tutors
     where (select count(*) from active_tutors) <= :most or id = cast(:chosen as uuid) order by full_name, id)
    """
)


@dataclass(frozen=True)
class ClosureLine:
    """A closure or leave, as the list shows it.

    tutor: whose leave it is; None for a closure of the academy. took: how many sessions it affected.
    """

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

    def takes(self, tutor_id: UUID, start: datetime) -> bool:
        """Say whether the closure covers a session of this tutor at this time."""
        return self.tutor_id in (None, tutor_id) and self.closed.covers(start)


@dataclass(frozen=True)
class TookLine:
    """A session that a closure affected, as the page of its removal shows it.

    was: its time before. as_left: nothing else was agreed since. still_closed: the name of another closure of its old
    day, or ''. is_lent: another tutor teaches it at its time.
    """

    row: SessionRow
    was: datetime
    as_left: bool
    still_closed: str
    is_lent: bool

    def goes_back(self, now: datetime) -> bool:
        return self.as_left and self.was > now and not self.still_closed


def closures(*, since: date) -> list[ClosureLine]:
    """Return the closures that end on a day or later."""
    return [ClosureLine(**row) for row in db.execute(COMING, {"since": since}).mappings()]


def leave_of(tutor_id: UUID) -> list[Closed]:
    """Return every leave of a tutor that was not removed."""
    query = select(Closure).where(Closure.tutor_user_id == tutor_id, Closure.removed_at.is_(None))
    return [each.closed for each in db.scalars(query)]


def closure(closure_id: UUID) -> ClosureLine:
    """Return a closure that was not removed, or raise NotHere."""
    row = db.execute(ONE, {"id": closure_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return ClosureLine(**row)


def took(closure_id: UUID) -> list[TookLine]:
    """Return the sessions that a closure affected, in order of time."""
    found = []
    others = others_closed(closure_id)
    for mapping in db.execute(TOOK, {"id": closure_id}).mappings():
        before, after = mapping["before"], mapping["after"]
        row = session_row(mapping)
        was = before_it(before).start
        still = next((each.name for each in others if each.takes(taught_by(before, row.tutor_id), was)), "")
        is_left = is_as_left(after, row.status, row.needs_new_time, row.time, row.settled_as)
        is_left = is_left and is_lent_still(before, after, row.tutor_id, mapping["course_tutor_id"])
        found.append(TookLine(row, was, is_left, still, "tutor_user_id" in before))
    return found


def is_as_left(after: dict[str, Any], status: str, needs_new_time: bool, time: Occurrence, settled: str | None) -> bool:
    """Say whether a session is still as the closure left it: not marked, moved or settled since.

    Wall clocks are compared, because a repair of the instants agrees nothing new.
    """
    if settled is not None:
        return False
    left = after["status"], after["needs_new_time"], after["local_start"], after["timezone"]
    return (status, needs_new_time, time.local_start.isoformat(), time.timezone) == left


def taught_by(state: dict[str, Any], otherwise: UUID) -> UUID:
    """Return the tutor of a kept state. otherwise: where none was kept, because the tutor did not change."""
    return UUID(state["tutor_user_id"]) if "tutor_user_id" in state else otherwise


def is_lent_still(before: dict[str, Any], after: dict[str, Any], tutor_id: UUID, course_tutor_id: UUID) -> bool:
    """Say whether a session that another tutor was to teach is still with them, and the course is not theirs by now.

    True for one that no other tutor was to teach.
    """
    if "tutor_user_id" not in before:
        return True
    return taught_by(after, tutor_id) == tutor_id and (course_tutor_id != tutor_id)


def before_it(before: dict[str, Any]) -> Occurrence:
    """Return the time that a session had before, with its instant by the installed tzdata."""
    local_start = datetime.fromisoformat(before["local_start"])
    first, last = (datetime.fromisoformat(before[f"scheduled_{each}_utc"]) for each in ("start", "end"))
    start = to_utc(local_start, before["timezone"])
    return Occurrence(local_start, start, start + (last - first), before["timezone"])


def others_closed(closure_id: UUID) -> list[ClosureLine]:
    """Return every other closure and leave that was not removed."""
    return [ClosureLine(**row) for row in db.execute(OTHERS, {"id": closure_id}).mappings()]


def whose_days(chosen: UUID | None) -> list[tuple[UUID | None, str, str]]:
    """Return (id, name, zone) of everybody whose days can be closed: the academy (id None) and the tutors.

    chosen: a tutor, who alone is returned where all are too many for a list.
    """
    values = {"most": MOST_LISTED, "chosen": chosen}
    return [(row.id, row.name, row.timezone) for row in db.execute(WHOSE, values)]
