"""Loads the numbers of the reports: sessions by outcome each week, hours of each tutor, sessions of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.pattern import weekday
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.weekly_hours import DatedHours

SPANS = (4, 12, 52)  # weeks
# done, student absent, tutor absent, the others that still have a place: to come or to be marked.
BY_WEEK = text(
    """
    select d.number, s.*
    from unnest(cast(:begins as timestamptz[]), cast(:ends as timestamptz[])) with ordinality d(begins, ends, number)
    cross join lateral (
        select count(*) filter (where s.status = 'done') as done,
               count(*) filter (where s.status = 'no_show_student') as student_absent,
               count(*) filter (where s.status = 'no_show_tutor') as tutor_absent,
               count(*) filter (where s.is_to_come) as to_come
        from sessions s where s.scheduled_start_utc >= d.begins and s.scheduled_start_utc < d.ends) s
    order by d.number
    """
)
BY_TUTOR = text(
    """
    select t.full_name as name, t.hue,
           (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
            from tutor_hours h where h.tutor_user_id = t.id) as hours, coalesce(sum(extract(epoch from
               s.scheduled_end_utc - s.scheduled_start_utc) / 60), 0)::integer as minutes
    from active_tutors t
    left join sessions s on s.tutor_user_id = t.id
        and s.scheduled_start_utc >= :begins and s.scheduled_start_utc < :ends
        and (s.is_to_come or s.status in ('done', 'no_show_student'))
    group by t.id, t.full_name, t.hue
    order by minutes desc, t.full_name
    """
)


@dataclass(frozen=True)
class WeekCount:
    """The sessions of a week by outcome. monday: a local date. to_come: also those that are to be marked."""

    monday: date
    done: int
    student_absent: int
    tutor_absent: int
    to_come: int

    @property
    def all(self) -> int:
        return self.done + self.student_absent + self.tutor_absent + self.to_come


@dataclass(frozen=True)
class TutorLoad:
    """How many minutes a tutor teaches in a week, and how many weekly hours they offer (0: not known)."""

    name: str
    hue: int
    minutes: int
    offered: int


@dataclass(frozen=True)
class Reports:
    """The numbers of the reports.

    weeks: the last ones, this week last. loads: of this week. days: of this month, with how many sessions each has.
    """

    weeks: tuple[WeekCount, ...]
    loads: tuple[TutorLoad, ...]
    days: tuple[tuple[date, int], ...]

    @property
    def done_percent(self) -> int | None:
        """Return how much of what was to be held is done; None where nothing was."""
        held = sum(each.done for each in self.weeks)
        past = held + sum(each.student_absent + each.tutor_absent for each in self.weeks)
        return round(100 * held / past) if past else None


def reports(*, now: datetime, zone: str, weeks: int) -> Reports:
    """Return the numbers. zone: the reader's; its weeks begin on Monday. weeks: how many, of SPANS."""
    today = local_date(now, zone)
    monday = today - today.weekday() * ONE_DAY
    mondays = [monday - 7 * number * ONE_DAY for number in reversed(range(weeks))]
    counted = _counted([(each, each + 7 * ONE_DAY) for each in mondays], zone)
    begins, ends = (_midnight(each, zone) for each in (monday, monday + 7 * ONE_DAY))
    loads = []
    for row in db.execute(BY_TUTOR, {"begins": begins, "ends": ends}):
        hours = DatedHours.from_json(row.hours, zone)
        loads.append(TutorLoad(row.name, row.hue, row.minutes, _offered(hours, monday)))
    first = today.replace(day=1)
    length = ((first + timedelta(days=32)).replace(day=1) - first).days
    days = [first + number * ONE_DAY for number in range(length)]
    per_day = _counted([(each, each + ONE_DAY) for each in days], zone)
    return Reports(
        tuple(WeekCount(each, *row) for each, row in zip(mondays, counted, strict=True)),
        tuple(loads),
        tuple((day, sum(row)) for day, row in zip(days, per_day, strict=True)),
    )


def _offered(hours: DatedHours, monday: date) -> int:
    """Return how many minutes of a week lie in the hours of its days."""
    days = [monday + number * ONE_DAY for number in range(7)]
    return sum(last - first for day in days for on, first, last in hours.on(day).spans if on == weekday(day))


def _counted(spans: list[tuple[date, date]], zone: str) -> list[tuple[int, int, int, int]]:
    begins, ends = ([_midnight(each, zone) for each in side] for side in zip(*spans, strict=True))
    rows = db.execute(BY_WEEK, {"begins": begins, "ends": ends})
    return [(row.done, row.student_absent, row.tutor_absent, row.to_come) for row in rows]


def _midnight(day: date, zone: str) -> datetime:
    return to_utc(datetime.combine(day, time()), zone)
