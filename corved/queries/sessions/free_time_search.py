"""Loads everything that limits the new time of sessions: schedules, closed days, other sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import SessionRow
from corved.queries.timetable.live_sessions import live_sessions
from corved.queries.timetable.match_calendar import MatchCalendar, calendar_of
from corved.scheduling.free_slots import Surroundings
from corved.scheduling.obstacles import Closed
from corved.scheduling.pattern import Pattern, weekday
from corved.scheduling.replacements import Taken
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window

CALENDARS = text("select * from match_calendars where id = any(:ids)")


def with_surroundings(
    rows: Sequence[SessionRow],
    *,
    now: datetime,
    closed: Sequence[Closed] = (),
    calendars: Mapping[UUID, MatchCalendar] | None = None,
) -> list[Taken]:
    """Return each session together with everything that limits its new time.

    closed: days about to be closed, too. calendars: of their matches, by id, where they are known already. Nothing
    within a day is proposed: nobody is moved to a session in an hour.
    """
    if calendars is None:
        matches = db.execute(CALENDARS, {"ids": list({each.match_id for each in rows})}).mappings()
        calendars = {each["id"]: calendar_of(each) for each in matches}
    live = live_sessions(
        tutors=(each.tutor_id for each in rows),
        learners=(each.learner_id for each in rows),
        first=min(each.start_date for each in rows),
        last=max(each.end_date for each in rows),
    )
    found = []
    for row in rows:
        calendar = calendars[row.match_id]
        mine = {each.session_id: each for person in (row.tutor_id, row.learner_id) for each in live.get(person, ())}
        busy = [each for each in mine.values() if each.session_id != row.id]
        around = Surroundings(
            now + ONE_DAY, busy, (*calendar.closed, *closed), calendar.hours, (row.learner_zone, row.tutor_zone)
        )
        timetable = calendar.timetable or _as_it_is(row)
        window = Window(row.start_date, row.end_date)
        found.append(Taken(row.id, row.time, row.tutor_id, row.learner_id, timetable, window, around))
    return found


def _as_it_is(row: SessionRow) -> Timetable:
    """Return a schedule for a match that has none: the session's own weekday and time."""
    minutes = int((row.end - row.start).total_seconds() // 60)
    return Timetable.of(Pattern(row.timezone, (weekday(row.local_start.date()),), row.local_start.time(), minutes))
