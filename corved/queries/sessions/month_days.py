"""Loads a calendar month of sessions, day by day in the reader's zone: how many, and the first of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.week import ClosedDays, closed_days
from corved.scheduling.local_time import to_utc
from corved.scheduling.time_limits import ONE_DAY

SHOWN = 4  # sessions of a day; the day's own page has all
OF_DAY = """s.scheduled_start_utc >= d.begins and s.scheduled_start_utc < d.ends
                and (cast(:tutor_id as uuid) is null or s.tutor_user_id = :tutor_id)"""
DAYS = text(
    """
    select d.day, counted.total, counted.to_mark, counted.to_move, shown.sessions
    from unnest(cast(:days as date[]), cast(:begins as timestamptz[]), cast(:ends as timestamptz[]))
         as d(day, begins, ends)
    cross join lateral (
        select (select count(*) from sessions s where OF_DAY) as total,
               (select count(*) from sessions s
                where OF_DAY and s.is_to_come and s.scheduled_end_utc <= (select app.now())) as to_mark,
               (select count(*) from sessions s
                where OF_DAY and s.needs_new_time) as to_move) counted
    cross join lateral (
        select coalesce(json_agg(json_build_array(f.start, f.full_name, f.hue) order by f.start, f.full_name), '[]')
               as sessions
        from (select s.scheduled_start_utc as start, l.full_name, t.hue
              from (select * from sessions s where OF_DAY
                    order by s.scheduled_start_utc fetch first cast(:shown as integer) rows with ties) s
              join learners l on l.id = s.learner_id join users t on t.id = s.tutor_user_id
              order by s.scheduled_start_utc, l.full_name limit :shown) f) shown
    order by d.day
    """.replace("OF_DAY", OF_DAY)
)


@dataclass(frozen=True)
class MonthDay:
    """A local day.

    total: all its sessions, of which some wait for a mark (to_mark) or a new time (to_move). sessions: the first of
    them, each with its start in UTC, the learner's name and the tutor's hue.
    """

    date: date
    total: int
    to_mark: int
    to_move: int
    sessions: tuple[tuple[datetime, str, int], ...]
    closed: tuple[ClosedDays, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.sessions)


@dataclass(frozen=True)
class MonthDays:
    """A calendar month. first: its first day. weeks: from Monday; the days of other months are None."""

    first: date
    zone: str
    weeks: tuple[tuple[MonthDay | None, ...], ...]

    @property
    def sessions(self) -> int:
        return sum(day.total for week in self.weeks for day in week if day)

    @property
    def before(self) -> date:
        return (self.first - ONE_DAY).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + 31 * ONE_DAY).replace(day=1)


def month_days(*, day: date, zone: str, tutor_id: UUID | None = None) -> MonthDays:
    """Load the calendar month around a local date of the reader's zone, of all tutors or of one."""
    first = day.replace(day=1)
    days = [first + number * ONE_DAY for number in range(31)]
    days = [each for each in days if each.month == first.month]
    values = {
        "days": days,
        "begins": [to_utc(datetime.combine(each, time()), zone) for each in days],
        "ends": [to_utc(datetime.combine(each + ONE_DAY, time()), zone) for each in days],
        "tutor_id": tutor_id,
        "shown": SHOWN,
    }
    closed = closed_days(first, len(days), tutor_id)
    found: list[MonthDay | None] = [None] * first.weekday()
    for row in db.execute(DAYS, values).mappings():
        sessions = tuple((datetime.fromisoformat(start), name, hue) for start, name, hue in row["sessions"])
        on_it = tuple(each for each in closed if each.first_day <= row["day"] <= each.last_day)
        found.append(MonthDay(row["day"], row["total"], row["to_mark"], row["to_move"], sessions, on_it))
    found += [None] * (-len(found) % 7)
    return MonthDays(first, zone, tuple(tuple(found[at : at + 7]) for at in range(0, len(found), 7)))
