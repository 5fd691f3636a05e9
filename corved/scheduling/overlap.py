"""Measures how much of one person's weekly hours lies in another's, in real time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from corved.scheduling.local_time import to_utc
from corved.scheduling.pattern import weekday
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.weekly_hours import DatedHours, WeeklyHours

Span = tuple[datetime, datetime]


def shared_spans(one: WeeklyHours, other: DatedHours, monday: date) -> list[Span]:
    """Return when in a week two people's weekly hours overlap, as stretches of aware instants.

    monday: the week's first day, a local date of `one`'s zone.
    """
    theirs = list(_instants(other, monday, range(-1, 8)))
    shared = (
        (max(first, start), min(last, end))
        for first, last in _instants(DatedHours.of(one), monday, range(7))
        for start, end in theirs
    )
    return sorted(span for span in shared if span[0] < span[1])


def free_minutes(spans: Iterable[Span], taken: Iterable[Span] = ()) -> int:
    """Return how many minutes of the stretches are free.

    others: busy stretches that do not overlap each other.
    """
    others = list(taken)
    free = sum(
        (last - first - sum((_shared(first, last, *each) for each in others), timedelta(0)) for first, last in spans),
        timedelta(0),
    )
    return int(free / timedelta(minutes=1))


def _shared(first: datetime, last: datetime, start: datetime, end: datetime) -> timedelta:
    return max(timedelta(0), min(last, end) - max(first, start))


def _instants(dated: DatedHours, monday: date, days: range) -> Iterator[tuple[datetime, datetime]]:
    for number in days:
        day = monday + number * ONE_DAY
        hours, midnight = dated.on(day), datetime.combine(day, time())
        for on, first, last in hours.spans:
            if on == weekday(day):
                start, end = (midnight + timedelta(minutes=minutes) for minutes in (first, last))
                yield to_utc(start, hours.timezone), to_utc(end, hours.timezone)
