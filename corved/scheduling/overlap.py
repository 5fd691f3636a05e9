"""How much of one person's weekly hours another's hold, in real time: both are turned into instants first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import WeeklyHours
from corved.scheduling.pattern import weekday
from corved.scheduling.windows import ONE_DAY


def overlap_minutes(one: WeeklyHours, other: WeeklyHours, monday: date) -> int:
    """Minutes of the week from `monday` (a local date of `one`'s zone) that lie in both."""
    mine = list(_instants(one, monday, range(7)))
    theirs = list(_instants(other, monday, range(-1, 8)))
    shared = sum(
        (max(timedelta(0), min(last, end) - max(first, start)) for first, last in mine for start, end in theirs),
        timedelta(0),
    )
    return int(shared / timedelta(minutes=1))


def _instants(hours: WeeklyHours, monday: date, days: range) -> Iterator[tuple[datetime, datetime]]:
    for number in days:
        day = monday + number * ONE_DAY
        midnight = datetime.combine(day, time())
        for on, first, last in hours.spans:
            if on == weekday(day):
                start, end = (midnight + timedelta(minutes=minutes) for minutes in (first, last))
                yield to_utc(start, hours.timezone), to_utc(end, hours.timezone)
