"""Finds the sessions that a closure affects, and times when each could be held instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.matches.substitutes import Candidate, candidates, ranked
from corved.queries.sessions.free_time_search import with_surroundings
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Closed
from corved.scheduling.replacements import proposals
from corved.scheduling.time_limits import ONE_DAY

MOST_SUBSTITUTES = 3
TAKEN = text(
    """
    select s.* from session_facts s
    where s.start >= :first and s.start < :last and s.start > :now and s.is_to_come
      and (cast(:tutor_id as uuid) is null or s.tutor_id = :tutor_id)
    order by s.start, s.id
    """
)
WAITING = text(
    """
    select id, scheduled_start_utc from sessions
    where scheduled_start_utc >= :first and scheduled_start_utc < :last and scheduled_start_utc > :now
      and needs_new_time and is_owed
      and (cast(:tutor_id as uuid) is null or tutor_user_id = :tutor_id)
    """
)


@dataclass(frozen=True)
class TakenSession:
    """A session that a closure affects, free times for it, and who could teach it at its time; both best first."""

    row: SessionRow
    proposals: tuple[Occurrence, ...]
    substitutes: tuple[Candidate, ...] = ()


def taken_sessions(closed: Closed, *, tutor_id: UUID | None, now: datetime) -> list[TakenSession]:
    """Return the upcoming sessions on the closed days, in order of time.

    tutor_id: only this tutor's, for a leave.
    """
    values = {"tutor_id": tutor_id, "now": now, "first": _midnight(closed.first, closed), "last": _after(closed)}
    rows = [row for row in session_rows(TAKEN, values) if closed.covers(row.start)]
    if not rows:
        return []
    found = proposals(with_surroundings(rows, now=now, closed=(closed,)))
    tutors = []
    if tutor_id is not None:
        tutors = candidates([row.time for row in rows], {(row.subject_id, row.level_id) for row in rows})
    return [TakenSession(row, tuple(found[row.id]), _substitutes(row, tutors)) for row in rows]


def _substitutes(row: SessionRow, tutors: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return who is free and approved for the session; in their hours first."""
    found = ranked(tutors, [row.time], subject_id=row.subject_id, level_id=row.level_id)
    able = [each.tutor for each in found if each.free]
    return tuple(able[:MOST_SUBSTITUTES])


def waiting_sessions(closed: Closed, *, tutor_id: UUID | None, now: datetime) -> list[UUID]:
    """Return the sessions that still need a new time and were planned on the closed days."""
    values = {"tutor_id": tutor_id, "now": now, "first": _midnight(closed.first, closed), "last": _after(closed)}
    return [row.id for row in db.execute(WAITING, values) if closed.covers(row.scheduled_start_utc)]


def _midnight(day: date, closed: Closed) -> datetime:
    return to_utc(datetime.combine(day, time()), closed.timezone) - ONE_DAY


def _after(closed: Closed) -> datetime:
    return to_utc(datetime.combine(closed.last, time()), closed.timezone) + 2 * ONE_DAY
