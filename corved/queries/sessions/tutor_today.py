"""Loads the tutor's page: what is to be marked, today, and the next days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.sessions.clock_notes import clock_notes
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.clock_changes import ClockNote
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import TUTOR_LOOK_AHEAD, TUTOR_UNDO_WINDOW

UNMARKED_FOR = timedelta(days=366)

# Two short stretches of the tutor's own index: what may wait for a mark, and what comes.
MINE = text(
    """
    select s.* from session_facts s
    where s.tutor_id = (select app.uid()) and s.start > :first and s.start < :last
      and (s."end" > :now or s.status in ('scheduled', 'rescheduled') or s.marked_at > :marked)
    order by s.start, s.id
    """
)
ONE = text("select s.* from session_facts s where s.tutor_id = (select app.uid()) and s.id = :id")

NOTES = text("select start, notes from app.notes_for_substitute(:id)")


@dataclass(frozen=True)
class TutorPage:
    """The lists of sessions on the tutor's page.

    Every list is in order of time. days: the days after today, (local date, sessions).
    """

    unmarked: tuple[SessionRow, ...]
    on_now: tuple[SessionRow, ...]
    today: tuple[SessionRow, ...]
    marked: tuple[SessionRow, ...]
    waiting: tuple[SessionRow, ...]
    days: tuple[tuple[object, tuple[SessionRow, ...]], ...]
    clocks: tuple[tuple[SessionRow, ClockNote], ...] = ()

    @property
    def next(self) -> SessionRow | None:
        later = [*self.today, *(row for _day, rows in self.days for row in rows)]
        return later[0] if later else None


def tutor_today(*, now: datetime, zone: str) -> TutorPage:
    """Load the tutor's page.

    zone: the tutor's own; it decides what is today.
    """
    values = {
        "now": now,
        "first": now - UNMARKED_FOR,
        "last": now + TUTOR_LOOK_AHEAD,
        "marked": now - TUTOR_UNDO_WINDOW,
    }
    rows = session_rows(MINE, values)
    today = local_date(now, zone)
    coming = [row for row in rows if row.is_to_come and row.start > now]
    days: dict[object, tuple[SessionRow, ...]] = {}
    for row in coming:
        if (day := local_date(row.start, zone)) != today:
            days[day] = (*days.get(day, ()), row)
    return TutorPage(
        unmarked=tuple(row for row in rows if row.is_unmarked(now)),
        on_now=tuple(row for row in rows if row.is_on(now)),
        today=tuple(row for row in coming if local_date(row.start, zone) == today),
        marked=tuple(row for row in reversed(rows) if _marked_lately(row, now)),
        waiting=tuple(row for row in rows if row.needs_new_time and not _marked_lately(row, now)),
        days=tuple(days.items()),
        clocks=tuple(clock_notes(coming, now=now, zone=zone)),
    )


def tutor_session(session_id: UUID) -> SessionRow:
    """Return one of the tutor's own sessions, or raise NotHere."""
    rows = session_rows(ONE, {"id": session_id})
    if not rows:
        raise NotHere
    return rows[0]


def notes_for_substitute(session_id: UUID) -> list[tuple[datetime, str]]:
    """Return the last three notes of the course, newest first, where the tutor teaches instead of the course's."""
    return [(row.start, row.notes) for row in db.execute(NOTES, {"id": session_id})]


def _marked_lately(row: SessionRow, now: datetime) -> bool:
    return not row.is_to_come and row.marked_at is not None and row.marked_at > now - TUTOR_UNDO_WINDOW
