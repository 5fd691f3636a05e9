"""What the clocks will do to lessons, against the plainest computation there is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corved.scheduling.clock_changes import changing_zones, look_ahead, note_this_week
from corved.scheduling.generator import occurrences
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.windows import Window
from tests.conftest import EXAMPLES
from tests.scheduling.strategies import places

YEAR = Window(date(2026, 1, 15), date(2027, 1, 15))


def brute_force(pattern: Pattern, window: Window, zone: str) -> list[tuple[date, int, str]]:
    """Day by day with zoneinfo alone: (date, minutes, hour now) whenever a lesson's hour is not the one before it's."""
    found = []
    before = None
    day = window.first
    while day <= window.last:
        if day.isoweekday() % 7 in pattern.days:
            start = datetime.combine(day, pattern.time, tzinfo=ZoneInfo(pattern.timezone)).astimezone(UTC)
            there = start.astimezone(ZoneInfo(zone))
            minutes = there.hour * 60 + there.minute
            if before is not None and minutes != before:
                found.append((day, (minutes - before + 720) % 1440 - 720, f"{there:%H:%M}"))
            before = minutes
        day += timedelta(days=1)
    return found


@given(
    leads=places,
    follows=places,
    at=st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
    first=st.dates(date(2016, 1, 1), date(2030, 1, 1)),
)
@settings(max_examples=EXAMPLES * 2)
def test_it_equals_the_plain_computation_for_any_two_zones(leads, follows, at, days, first):
    pattern = Pattern(leads, days, at)
    year = Window(first, first + timedelta(days=365))

    notes = look_ahead(occurrences(pattern, year), (follows, leads))

    for zone in {leads, follows}:
        found = [
            (note.session.local_start.date(), note.changes[zone].minutes, note.changes[zone].after)
            for note in notes
            if zone in note.changes
        ]
        assert found == brute_force(pattern, year, zone)


def test_it_says_the_day_of_the_change_and_both_hours():
    pattern = Pattern("Asia/Karachi", (1,), parse_time("19:00"))

    notes = look_ahead(occurrences(pattern, YEAR), ("America/New_York", "Asia/Karachi"))

    assert [(each.day, *((c.before, c.after) for c in each.changes.values())) for each in notes] == [
        (date(2026, 3, 8), ("09:00", "10:00")),
        (date(2026, 11, 1), ("10:00", "09:00")),
    ]
    assert all(set(each.changes) == {"America/New_York"} for each in notes)


def test_when_the_leading_clock_changes_the_others_hour_does():
    pattern = Pattern("Europe/London", (0, 3), parse_time("17:00"))

    notes = look_ahead(occurrences(pattern, YEAR), ("Asia/Karachi",))

    assert [(each.day, each.session.local_start.date()) for each in notes] == [
        (date(2026, 3, 29), date(2026, 3, 29)),
        (date(2026, 10, 25), date(2026, 10, 25)),
    ]


def test_places_that_change_together_say_nothing():
    pattern = Pattern("Europe/London", (1, 3), parse_time("17:00"))

    assert look_ahead(occurrences(pattern, YEAR), ("Europe/Paris", "Europe/Lisbon")) == []


@pytest.mark.parametrize(
    ("today", "is_told"),
    [("2026-02-28", False), ("2026-03-01", True), ("2026-03-08", True), ("2026-03-14", True), ("2026-03-15", False)],
)
def test_people_are_told_from_seven_days_before_until_the_first_week_after(today, is_told):
    pattern = Pattern("Asia/Karachi", (1, 2, 3, 4, 5, 6, 0), parse_time("19:00"))
    day = date.fromisoformat(today)
    coming = occurrences(pattern, Window(day, day + timedelta(days=14)))

    told = [note_this_week(each, ("America/New_York",), day) for each in coming]

    assert any(told) == is_told


def test_an_hour_that_crosses_midnight_is_an_hour_later_not_twenty_three_earlier():
    pattern = Pattern("Asia/Karachi", (1,), parse_time("08:30"))

    notes = look_ahead(occurrences(pattern, YEAR), ("America/New_York",))

    assert [(each.changes["America/New_York"].minutes, each.changes["America/New_York"].after) for each in notes] == [
        (60, "23:30"),
        (-60, "22:30"),
    ]


def test_the_first_lesson_is_dated_in_each_place_of_its_own():
    pattern = Pattern("Asia/Karachi", (1,), parse_time("06:00"))  # Sunday evening in New York

    [spring, _autumn] = look_ahead(occurrences(pattern, YEAR), ("America/New_York",))

    assert spring.session.local_start.date() == date(2026, 3, 9)
    assert spring.changes["America/New_York"].first == date(2026, 3, 8)
    assert [(each.zone, each.day) for each in spring.clocks] == [("America/New_York", date(2026, 3, 8))]


def test_only_where_clocks_change_within_days_is_looked_for_changed_hours():
    assert "Europe/London" in changing_zones(date(2026, 3, 24))
    assert "Europe/London" in changing_zones(date(2026, 4, 5))
    assert "Europe/London" not in changing_zones(date(2026, 4, 8))
    assert "Asia/Karachi" not in changing_zones(date(2026, 3, 29))


@pytest.mark.parametrize("day", [date(2026, 3, 24), date(2026, 4, 5), date(2026, 10, 20), date(2026, 11, 1)])
def test_the_instant_of_a_change_is_that_from_which_the_offset_is_another(day):
    found = changing_zones(day)
    assert len(found) > 50
    for name, at in found.items():
        before, after = (each.astimezone(ZoneInfo(name)).utcoffset() for each in (at - timedelta(minutes=1), at))
        assert before != after, name
