"""Generates session times from a weekly schedule.

Walk the local dates of the window in the schedule's zone; each date whose weekday is in the schedule gives one session,
converted to UTC. Weekday and window are judged on the nominal local date; nothing spills past the last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from corved.scheduling.local_time import to_utc
from corved.scheduling.pattern import Pattern
from corved.scheduling.windows import Window


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
    """Return every session time of the schedule in the window, in order of the nominal local date."""
    for day in window.days():
        if pattern.has(day):
            yield occurrence(datetime.combine(day, pattern.time_on(day)), pattern)
