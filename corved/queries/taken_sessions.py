"""Which sessions a closure takes, and when each could be held instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from corved.database.session import db
from corved.queries.match_calendar import COLUMNS, calendar_of
from corved.queries.session_rows import SELECT_SESSIONS, SessionRow, session_row
from corved.scheduling.free_slots import Surroundings
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.pattern import Pattern, weekday
from corved.scheduling.replacements import Taken, proposals
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window

ONE_DAY = timedelta(days=1)
TAKEN = f"""
    {SELECT_SESSIONS}
    where s.scheduled_start_utc >= :first and s.scheduled_start_utc < :last and s.scheduled_start_utc > :now
      and s.status in ('scheduled', 'rescheduled') and not s.needs_new_time
      and (cast(:tutor_id as uuid) is null or s.tutor_user_id = :tutor_id)
    order by s.scheduled_start_utc, s.id
"""
CALENDARS = text(
    f"""
    select m.id, t.timezone as tutor_zone, {COLUMNS}
    from matches m join users t on t.id = m.tutor_user_id
    where m.id = any(:ids)
    """  # noqa: S608 - made of our own constants
)
OTHERS = text(
    """
    select id, tutor_user_id, learner_id, scheduled_start_utc as start, scheduled_end_utc as "end"
    from sessions
    where id in (
        select id from sessions where tutor_user_id = any(:tutors) and scheduled_start_utc between :first and :last
        union
        select id from sessions where learner_id = any(:learners) and scheduled_start_utc between :first and :last)
      and (status in ('scheduled', 'done') or (status = 'rescheduled' and not needs_new_time))
    """
)


@dataclass(frozen=True)
class TakenSession:
    """A session that a closure takes, and free times for it, best first."""

    row: SessionRow
    proposals: tuple[Occurrence, ...]


def taken_sessions(closed: Closed, *, tutor_id: UUID | None, now: datetime) -> list[TakenSession]:
    """What is to come on the closed days, in order of time. tutor_id: only this tutor's, for a leave."""
    values = {"tutor_id": tutor_id, "now": now, "first": _midnight(closed.first, closed), "last": _after(closed)}
    rows = [session_row(row) for row in db.execute(text(TAKEN), values).mappings()]
    rows = [row for row in rows if closed.covers(row.start)]
    if not rows:
        return []
    found = proposals(_with_surroundings(rows, closed, now))
    return [TakenSession(row, tuple(found[row.id])) for row in rows]


def _with_surroundings(rows: Sequence[SessionRow], closed: Closed, now: datetime) -> list[Taken]:
    calendars = {
        row["id"]: calendar_of(row)
        for row in db.execute(CALENDARS, {"ids": list({each.match_id for each in rows})}).mappings()
    }
    others = db.execute(
        OTHERS,
        {
            "tutors": list({each.tutor_id for each in rows}),
            "learners": list({each.learner_id for each in rows}),
            "first": to_utc(datetime.combine(min(each.start_date for each in rows), time()), "UTC") - ONE_DAY,
            "last": to_utc(datetime.combine(max(each.end_date for each in rows), time()), "UTC") + 2 * ONE_DAY,
        },
    ).all()
    by_person: dict[UUID, list[Row[Any]]] = {}
    for other in others:
        for person in (other.tutor_user_id, other.learner_id):
            by_person.setdefault(person, []).append(other)
    found = []
    for row in rows:
        calendar = calendars[row.match_id]
        mine = {each.id: each for person in (row.tutor_id, row.learner_id) for each in by_person.get(person, ())}
        busy = [Busy(each.start, each.end, "", each.id) for each in mine.values() if each.id != row.id]
        # What is proposed is a day away at least: nobody is moved to a lesson in an hour.
        around = Surroundings(
            now + ONE_DAY, busy, (*calendar.closed, closed), calendar.hours, (row.learner_zone, row.tutor_zone)
        )
        timetable = calendar.timetable or _as_it_is(row)
        window = Window(row.start_date, row.end_date)
        found.append(Taken(row.id, row.time, row.tutor_id, row.learner_id, timetable, window, around))
    return found


def _as_it_is(row: SessionRow) -> Timetable:
    """For a match without a schedule: the session's own weekday and time."""
    minutes = int((row.end - row.start).total_seconds() // 60)
    return Timetable.of(Pattern(row.timezone, (weekday(row.local_start.date()),), row.local_start.time(), minutes))


def _midnight(day: date, closed: Closed) -> datetime:
    return to_utc(datetime.combine(day, time()), closed.timezone) - ONE_DAY


def _after(closed: Closed) -> datetime:
    return to_utc(datetime.combine(closed.last, time()), closed.timezone) + 2 * ONE_DAY
