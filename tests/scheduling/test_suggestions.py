"""Suggested times: the same hour on other days, then other hours, never too soon, and some while an hour is free."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from corved.scheduling.free_slots import Surroundings
from corved.scheduling.generator import occurrence
from corved.scheduling.obstacles import Busy
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.replacements import Taken, open_window, suggestions
from corved.scheduling.timetable import Timetable
from corved.scheduling.weekly_hours import WeeklyHours
from corved.scheduling.windows import Window

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PATTERN = Pattern("UTC", (1, 3), parse_time("17:00"))
MARCH = Window(date(2026, 3, 2), date(2026, 4, 1))


def taken(**around):
    at = occurrence(datetime(2026, 3, 9, 17), PATTERN)
    surroundings = Surroundings(NOW + timedelta(minutes=15), zones=("UTC",))
    surroundings = replace(surroundings, **around)
    return Taken(uuid4(), at, uuid4(), uuid4(), Timetable.of(PATTERN), MARCH, surroundings)


def starts(session):
    return [f"{each.local_start:%d %H:%M}" for each in suggestions(session)]


def day_of(day, first=0, last=24):
    begin = datetime(2026, 3, day, tzinfo=UTC)
    return Busy(begin + timedelta(hours=first), begin + timedelta(hours=last), "busy")


def test_the_same_hour_on_other_days_comes_first_in_order_of_the_days():
    assert starts(taken()) == ["02 17:00", "03 17:00", "04 17:00", "05 17:00", "06 17:00", "07 17:00"]


def test_then_other_hours_of_the_days_the_nearest_to_the_usual_one():
    busy = [Busy(day_of(day, 17).start, day_of(day, 18).start, "busy") for day in range(1, 29)]
    busy += [day_of(day) for day in (2, 4)]
    evenings = [Busy(datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC), "busy")]
    assert starts(taken(busy=busy + evenings)) == [
        "03 16:00",
        "03 18:00",
        "05 16:00",
        "05 18:00",
        "06 16:00",
        "06 18:00",
    ]


def test_no_suggestion_starts_within_the_next_quarter_of_an_hour():
    late = datetime(2026, 3, 9, 16, 46, tzinfo=UTC)
    found = suggestions(taken(now=late + timedelta(minutes=15)))
    assert min(each.start for each in found) >= late + timedelta(minutes=15)


@pytest.mark.parametrize("hours", [None, WeeklyHours("UTC", ((1, 17 * 60, 18 * 60),))])
def test_while_one_hour_of_the_month_is_free_there_is_a_suggestion(hours):
    """At night, and outside the tutor's hours, where nothing else is left."""
    free = datetime(2026, 3, 20, 3, tzinfo=UTC)
    busy = [
        Busy(datetime(2026, 3, 1, tzinfo=UTC), free, "busy"),
        Busy(free + timedelta(hours=1), datetime(2026, 4, 3, tzinfo=UTC), "busy"),
    ]
    assert starts(taken(busy=busy, hours=hours)) == ["20 03:00"]


def test_after_the_month_the_next_two_weeks_are_offered():
    assert open_window(MARCH, date(2026, 4, 1)) == MARCH
    assert open_window(MARCH, date(2026, 4, 2)) == Window(date(2026, 4, 2), date(2026, 4, 15))
