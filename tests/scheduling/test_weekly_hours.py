"""Hours against a set of minutes, kept one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corved.scheduling.local_time import local
from corved.scheduling.pattern import weekday
from corved.scheduling.weekly_hours import DAY_MINUTES, MINUTE, DatedHours, HoursVersion, WeeklyHours

TWO_WEEKS = 14 * DAY_MINUTES
LONGEST = 180  # minutes of a session
# Two weeks around a change of clocks, where the zone has one; Lord Howe changes by half an hour, Chatham is at :45.
ZONES = {
    "Asia/Karachi": date(2026, 3, 2),
    "Europe/London": date(2026, 3, 23),
    "Europe/Berlin": date(2026, 10, 19),
    "America/New_York": date(2026, 3, 2),
    "America/St_Johns": date(2026, 10, 26),
    "Australia/Lord_Howe": date(2026, 9, 28),
    "Pacific/Chatham": date(2026, 3, 30),
    "Asia/Kathmandu": date(2026, 6, 1),
    "Africa/Casablanca": date(2026, 2, 9),
}
Spans = list[tuple[int, int, int]]
spans_of_a_week = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, DAY_MINUTES - 1), st.integers(1, DAY_MINUTES)).filter(
        lambda span: span[1] < span[2]
    ),
    min_size=1,
    max_size=28,
)


@cache
def clocks(zone: str, first: datetime) -> list[datetime]:
    return [local(first + number * MINUTE, zone) for number in range(TWO_WEEKS + LONGEST)]


def written(spans: Spans) -> set[tuple[int, int]]:
    return {(day, minute) for day, begin, end in spans for minute in range(begin, end)}


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=4)
@given(
    weeks=st.lists(spans_of_a_week, min_size=3, max_size=3),
    zones=st.lists(st.sampled_from(sorted(ZONES)), min_size=2, max_size=2),
    days=st.lists(st.integers(1, 12), min_size=2, max_size=2, unique=True).map(sorted),
    length=st.integers(1, LONGEST),
)
def test_hours_hold_a_session_when_they_hold_each_of_its_minutes(
    zone: str, weeks: list[Spans], zones: list[str], days: list[int], length: int
) -> None:
    """Three versions, each in a zone of its own: at every minute of two weeks the last one whose day has come."""
    monday = ZONES[zone]
    first = datetime.combine(monday, time(), UTC)
    since = [date.min, *(monday + timedelta(days=day) for day in days)]
    versions = list(zip(since, [zone, *zones], weeks, strict=True))
    hours = DatedHours(tuple(HoursVersion(day, WeeklyHours(at, tuple(spans))) for day, at, spans in versions))

    inside = [False] * (TWO_WEEKS + LONGEST)
    for day, at, spans in versions:
        minutes = written(spans)
        for number, clock in enumerate(clocks(at, first)):
            if clock.date() >= day:
                inside[number] = (weekday(clock.date()), clock.hour * 60 + clock.minute) in minutes
    held = list(accumulate(inside, lambda run, is_inside: run + 1 if is_inside else 0))

    for number in range(TWO_WEEKS):
        start = first + number * MINUTE
        assert hours.allow(start, start + length * MINUTE) is (held[number + length - 1] >= length), start


@given(spans=spans_of_a_week)
def test_words_and_stretches_say_every_minute(spans: Spans) -> None:
    hours = WeeklyHours("Asia/Karachi", tuple(spans))

    said = set()
    for day, found in hours.stretches().items():
        for first, last in found:
            for minute in range(first, last if last > first else last + DAY_MINUTES):
                said.add(((day + minute // DAY_MINUTES) % 7, minute % DAY_MINUTES))

    assert said == written(spans)


def test_an_end_after_midnight_is_the_next_morning() -> None:
    hours = WeeklyHours("Asia/Karachi", ((1, 22 * 60, DAY_MINUTES), (2, 0, 90), (3, 9 * 60, DAY_MINUTES)))

    assert hours.in_words() == "Mondays 22:00 to 01:30 the next morning; Wednesdays 09:00 to 24:00"


def test_hours_for_some_days_end_and_the_old_ones_return() -> None:
    usual, short = (WeeklyHours("Asia/Karachi", ((1, first * 60, 20 * 60),)) for first in (15, 18))

    dated = DatedHours.of(usual).changed(date(2026, 3, 1), short, until=date(2026, 3, 30))

    assert [dated.on(date(2026, *day)) for day in ((2, 28), (3, 1), (3, 30), (3, 31))] == [usual, short, short, usual]
