"""What stands around sessions that need another time: their schedules, days without lessons, other sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from corved.database.session import db
from corved.queries.match_calendar import COLUMNS, MatchCalendar, calendar_of
from corved.queries.session_rows import SessionRow
from corved.scheduling.free_slots import Surroundings
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.pattern import Pattern, weekday
from corved.scheduling.replacements import Taken
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window

ONE_DAY = timedelta(days=1)
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


def with_surroundings(
    rows: Sequence[SessionRow],
    *,
    now: datetime,
    closed: Sequence[Closed] = (),
    calendars: Mapping[UUID, MatchCalendar] | None = None,
) -> list[Taken]:
    """The sessions with their schedules and everything of their people. closed: days about to be closed, too.
    calendars: of their matches, by id, where they are known already.

    What is proposed is a day away at least: nobody is moved to a lesson in an hour.
    """
    if calendars is None:
        matches = db.execute(CALENDARS, {"ids": list({each.match_id for each in rows})}).mappings()
        calendars = {each["id"]: calendar_of(each) for each in matches}
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
        around = Surroundings(
            now + ONE_DAY, busy, (*calendar.closed, *closed), calendar.hours, (row.learner_zone, row.tutor_zone)
        )
        timetable = calendar.timetable or _as_it_is(row)
        window = Window(row.start_date, row.end_date)
        found.append(Taken(row.id, row.time, row.tutor_id, row.learner_id, timetable, window, around))
    return found


def _as_it_is(row: SessionRow) -> Timetable:
    """For a match without a schedule: the session's own weekday and time."""
    minutes = int((row.end - row.start).total_seconds() // 60)
    return Timetable.of(Pattern(row.timezone, (weekday(row.local_start.date()),), row.local_start.time(), minutes))
