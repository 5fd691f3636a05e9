"""Generates session times from a weekly schedule.

Walk the local dates of the window in the schedule's zone; each date whose weekday is in the schedule gives one session,
converted to UTC. Weekday and window are judged on the nominal local date; nothing spills past the last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from corved.scheduling.local_time import to_utc
from corved.scheduling.pattern import Pattern, weekday
from corved.scheduling.windows import Window
from corved.scheduling.zones import zone

WEEK = timedelta(days=7)
AHEAD = tuple(timedelta(days=number) for number in range(7))


class Occurrence(NamedTuple):
    """The start and end of one session.

    local_start: naive, nominal wall clock of `timezone`. start, end: UTC.
    """

    local_start: datetime
    start: datetime
    end: datetime
    timezone: str

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


def occurrence(local_start: datetime, pattern: Pattern) -> Occurrence:
    """Return a session's time of the schedule's length at a wall-clock time of its zone."""
    start = to_utc(local_start, pattern.timezone)
    return Occurrence(local_start, start, start + timedelta(minutes=pattern.duration_mins), pattern.timezone)


def occurrences(pattern: Pattern, window: Window) -> Iterator[Occurrence]:
    """Return every session time of the schedule in the window, in order of the nominal local date.

    The clock's offset, with fold 0, says when it changes: for each offset one conversion is made, by `to_utc`, and the
    other dates are as far from UTC.
    """
    zone_name, length, first = pattern.timezone, timedelta(minutes=pattern.duration_mins), weekday(window.first)
    there, last = zone(zone_name), datetime.combine(window.last, time.max)
    known: timedelta | None = None
    behind = timedelta()
    ahead = sorted([((day - first) % 7, pattern.times.get(day, pattern.time)) for day in pattern.days])
    days = [(window.first + AHEAD[number], at) for number, at in ahead]
    week = [(datetime.combine(day, at), datetime.combine(day, at, UTC)) for day, at in days]
    while True:
        for wall, in_utc in week:
            if wall > last:
                return
            offset = there.utcoffset(wall)
            if offset != known:
                known, behind = offset, to_utc(wall, zone_name) - in_utc
            start = in_utc + behind
            yield Occurrence(wall, start, start + length, zone_name)
        week = [(wall + WEEK, in_utc + WEEK) for wall, in_utc in week]
