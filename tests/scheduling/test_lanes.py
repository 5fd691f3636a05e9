"""Where sessions stand in a day: to scale, side by side, and on days with 23 and 25 hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from corved.scheduling.lanes import Spot, hole, spots

DAY = datetime(2026, 11, 30, tzinfo=UTC)


def span(hour, minute=0, minutes=60, day=DAY):
    start = day + timedelta(hours=hour, minutes=minute)
    return start, start + timedelta(minutes=minutes)


def test_a_session_stands_at_its_minute_and_is_as_tall_as_it_is_long():
    assert spots([span(22, 30, 45)], "UTC") == [Spot(22 * 60 + 30, 45)]
    assert spots([span(22, 30, 45)], "Asia/Karachi") == [Spot(3 * 60 + 30, 45)]
    assert Spot(22 * 60 + 30, 45).classes == "h-22 m-30 for-45"
    assert Spot(120, 130, 2, 1).classes == "h-2 for-150 of-2 col-1"


def test_those_that_overlap_stand_side_by_side_and_no_others():
    found = spots([span(9), span(9, 30), span(10, 15), span(12)], "UTC")
    assert [(each.of, each.column) for each in found] == [(2, 0), (2, 1), (2, 0), (1, 0)]
    assert [(each.of, each.column) for each in spots([span(9), span(10)], "UTC")] == [(1, 0), (1, 0)]


def test_a_fifth_at_once_is_behind_another():
    found = spots([span(9)] * 5, "UTC")
    assert [each.is_behind for each in found] == [False, False, False, False, True]


def test_what_goes_on_past_midnight_ends_there():
    assert spots([span(23, 30, 90)], "UTC") == [Spot(23 * 60 + 30, 30)]


def test_an_hour_that_comes_twice_has_two_columns():
    """London's clocks go back on Sunday 25 October 2026: 01:30 is at 00:30 and at 01:30 in UTC."""
    sunday = datetime(2026, 10, 25, tzinfo=UTC)
    found = spots([span(0, 30, 45, sunday), span(1, 30, 45, sunday)], "Europe/London")
    assert found == [Spot(90, 45, 2, 0), Spot(90, 45, 2, 1)]


@pytest.mark.parametrize(
    ("day", "zone", "found"),
    [
        (date(2026, 3, 29), "Europe/London", Spot(60, 60)),
        (date(2026, 10, 25), "Europe/London", None),
        (date(2026, 3, 28), "Europe/London", None),
        (date(2026, 10, 4), "Australia/Lord_Howe", Spot(120, 30)),
        (date(2026, 3, 29), "Asia/Karachi", None),
    ],
)
def test_the_time_that_clocks_skip(day, zone, found):
    assert hole(day, zone) == found


@for_all(st.lists(st.tuples(st.integers(0, 1435), st.integers(10, 180)), max_size=12))
def test_no_two_share_a_place(sizes):
    spans = [span(0, at, min(length, 1440 - at)) for at, length in sorted(sizes)]
    found = spots(spans, "UTC")
    assert len(found) == len(spans)
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            if one.column == other.column and one.of <= 3:
                assert other.at >= one.at + one.length or one.at >= other.at + other.length
