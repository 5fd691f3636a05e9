"""Loads everything that limits the new time of sessions: schedules, closed days, other sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from corved.database.session import db
from corved.queries.matches.match_page import MatchPage, PackageLine
from corved.queries.sessions.session_rows import SessionRow
from corved.queries.timetable.live_sessions import live_sessions
from corved.queries.timetable.match_calendar import MatchCalendar, calendar_of, closed_from
from corved.scheduling.free_slots import Surroundings
from corved.scheduling.generator import occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.obstacles import Closed
from corved.scheduling.pattern import Pattern, weekday
from corved.scheduling.replacements import AFTER_THE_MONTH, Taken, open_window
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Timetable
from corved.scheduling.weekly_hours import DatedHours
from corved.scheduling.windows import Window

USUAL_TIME = time(17)  # where no schedule is agreed
CALENDARS = text("select * from match_calendars where id = any(:ids)")
# Of substitutes, who teach a session for its match's tutor.
OF_TUTORS = text(
    """
    select d.tutor_id, d.closed, u.timezone,
           (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
            from tutor_hours h where h.tutor_user_id = d.tutor_id) as hours
    from closed_days d join users u on u.id = d.tutor_id
    where d.tutor_id = any(:ids)
    """
)


def with_surroundings(
    rows: Sequence[SessionRow],
    *,
    now: datetime,
    closed: Sequence[Closed] = (),
    calendars: Mapping[UUID, MatchCalendar] | None = None,
    margin: timedelta = ONE_DAY,
) -> list[Taken]:
    """Return each session together with everything that limits its new time.

    closed: days about to be closed, too. calendars: of their matches, by id, where they are known already. margin: no
    proposed time starts sooner; without asking, nobody is moved to a session within a day.
    """
    if calendars is None:
        matches = db.execute(CALENDARS, {"ids": list({each.match_id for each in rows})}).mappings()
        calendars = {each["id"]: calendar_of(each) for each in matches}
    live = live_sessions(
        tutors=(each.tutor_id for each in rows),
        learners=(each.learner_id for each in rows),
        first=min(each.start_date for each in rows),
        last=max(max(each.end_date for each in rows), now.date() + AFTER_THE_MONTH),
    )
    substitutes = _of_tutors({row.tutor_id for row in rows if row.tutor_id != calendars[row.match_id].tutor_id})
    found = []
    for row in rows:
        calendar = replace(calendars[row.match_id], **substitutes.get(row.tutor_id, {}))
        mine = {each.session_id: each for person in (row.tutor_id, row.learner_id) for each in live.get(person, ())}
        busy = [each for each in mine.values() if each.session_id != row.id]
        around = Surroundings(
            now + margin, busy, (*calendar.closed, *closed), calendar.hours, (row.learner_zone, row.tutor_zone)
        )
        timetable = calendar.timetable or _as_it_is(row)
        window = open_window(Window(row.start_date, row.end_date), local_date(now, row.timezone))
        found.append(Taken(row.id, row.time, row.tutor_id, row.learner_id, timetable, window, around))
    return found


def _of_tutors(ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return closed days and hours of tutors, as fields of a MatchCalendar. Nothing is asked for nobody."""
    if not ids:
        return {}
    return {
        row.tutor_id: {"closed": closed_from(row.closed), "hours": DatedHours.from_json(row.hours, row.timezone)}
        for row in db.execute(OF_TUTORS, {"ids": list(ids)})
    }


def new_session_of(page: MatchPage, package: PackageLine, *, now: datetime, minutes: int, margin: timedelta) -> Taken:
    """Return a session that the package does not have yet, with everything that limits its time."""
    zone = page.agreed.versions[-1].pattern.timezone if page.agreed else page.learner_zone
    window = open_window(Window(package.start_date, package.end_date), local_date(now, zone))
    people = {"tutors": [page.tutor_id], "learners": [page.learner_id]}
    live = live_sessions(**people, first=window.first, last=window.last)
    busy = [each for person in (page.tutor_id, page.learner_id) for each in live.get(person, ())]
    around = Surroundings(
        now + margin, busy, page.calendar.closed, page.calendar.hours, (page.learner_zone, page.tutor_zone)
    )
    timetable = page.agreed or Timetable.of(Pattern(zone, (weekday(window.first),), USUAL_TIME, minutes))
    pattern = timetable.on(window.first)
    usual = occurrence(datetime.combine(window.first, pattern.time), pattern)
    return Taken(uuid4(), usual, page.tutor_id, page.learner_id, timetable, window, around)


def _as_it_is(row: SessionRow) -> Timetable:
    """Return a schedule for a match that has none: the session's own weekday and time."""
    minutes = int((row.end - row.start).total_seconds() // 60)
    return Timetable.of(Pattern(row.timezone, (weekday(row.local_start.date()),), row.local_start.time(), minutes))
