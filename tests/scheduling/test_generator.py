"""Properties of the generator over every zone, against the rule written down once more, naively."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corved.scheduling.generator import occurrences
from corved.scheduling.obstacles import Busy
from corved.scheduling.pattern import BadPattern, Pattern, parse_time
from corved.scheduling.plan import Cause, make_plan
from corved.scheduling.windows import BadWindow, Window
from corved.scheduling.zones import UnknownZone, names

zones = st.sampled_from(sorted(names()))
patterns = st.builds(
    Pattern,
    timezone=zones,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    time=st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 59])),
    duration_mins=st.sampled_from([15, 45, 60, 90, 240]),
)
windows = st.builds(
    lambda first, days: Window(first, first + timedelta(days=days)),
    st.dates(date(2015, 1, 1), date(2036, 12, 31)),
    st.integers(0, 62),
)
counts = st.integers(1, 31)


def naive(pattern: Pattern, window: Window, wanted: int) -> list[tuple[datetime, datetime]]:
    """The plain loop, with zoneinfo alone."""
    found, day = [], window.first
    while day <= window.last and len(found) < wanted:
        if day.isoweekday() % 7 in pattern.days:
            wall = datetime.combine(day, pattern.time, tzinfo=ZoneInfo(pattern.timezone))
            start = wall.astimezone(UTC)
            found.append((start, start + timedelta(minutes=pattern.duration_mins)))
        day += timedelta(days=1)
    return found


@given(patterns, windows, counts)
def test_it_agrees_with_the_plain_loop(pattern, window, wanted):
    """Sessions of at most an hour on days apart never meet, so nothing but the window's end loses a date."""
    plan = make_plan(pattern, window, wanted)

    assert {each.cause for each in plan.lost} <= {Cause.WINDOW_ENDS}
    assert [(each.start, each.end) for each in plan.sessions] == naive(pattern, window, wanted)


@given(patterns, windows, counts, st.integers(-40, 40))
def test_every_date_of_the_window_is_placed_or_lost_until_all_are_placed(pattern, window, wanted, days):
    now = datetime.combine(window.first, time(), UTC) + timedelta(days=days)
    busy = [Busy(now + timedelta(days=each), now + timedelta(days=each, hours=5), "taken") for each in range(0, 9, 3)]

    plan = make_plan(pattern, window, wanted, now=now, busy=busy)

    dates = [each.local_start for each in occurrences(pattern, window)]
    inside = [each.occurrence for each in plan.lost if each.cause != Cause.WINDOW_ENDS]
    seen = sorted(each.local_start for each in (*plan.sessions, *inside))
    assert seen == dates[: len(seen)], "each once, from the first on"
    assert len(plan.sessions) <= wanted
    assert len(plan.sessions) == wanted or seen == dates, "none is left while one is missing"
    assert plan.missing == wanted - len(plan.sessions)


@given(patterns, windows, counts, st.integers(0, 40))
def test_nothing_is_in_the_past_on_a_wrong_day_too_long_or_outside_the_window(pattern, window, wanted, days):
    now = datetime.combine(window.first, time(12), UTC) + timedelta(days=days)

    plan = make_plan(pattern, window, wanted, now=now)

    assert len(plan.sessions) == len([day for day, _ in naive(pattern, window, 100) if day >= now][:wanted])
    for each in plan.sessions:
        assert each.start >= now
        assert each.local_start.date() in window
        assert each.local_start.isoweekday() % 7 in pattern.days
        assert each.local_start.time() == pattern.time
        assert each.end - each.start == timedelta(minutes=pattern.duration_mins)
    for earlier, later in zip(plan.sessions, plan.sessions[1:], strict=False):
        assert earlier.end <= later.start


@given(patterns, windows, counts)
def test_what_is_in_the_way_loses_its_date_and_no_other(pattern, window, wanted):
    free = make_plan(pattern, window, wanted)
    if not free.sessions:
        return
    first = free.sessions[0]
    busy = [Busy(first.start + timedelta(minutes=1), first.end, "taken")]

    plan = make_plan(pattern, window, wanted, busy=busy)

    assert first not in plan.sessions
    assert [each.occurrence for each in plan.lost if each.by == tuple(busy)] == [first]


def test_sessions_that_touch_are_not_in_each_others_way():
    pattern = Pattern("Asia/Karachi", (1,), parse_time("19:00"))
    start = datetime(2026, 3, 2, 14, tzinfo=UTC)
    busy = [
        Busy(start - timedelta(hours=1), start, "before"),
        Busy(start + timedelta(hours=1), start + timedelta(hours=2), "after"),
    ]

    plan = make_plan(pattern, Window(date(2026, 3, 2), date(2026, 3, 2)), 1, busy=busy)

    assert plan.is_complete


@pytest.mark.parametrize(
    ("zone", "day", "wall", "start", "why"),
    [
        ("America/New_York", "2026-03-08", "02:30", "07:30", "in a gap the offset before it holds: 03:30 there"),
        ("America/New_York", "2026-11-01", "01:30", "05:30", "of two the first occurrence"),
        ("Asia/Karachi", "2026-03-08", "02:30", "21:30", "no changes there; the day before in UTC"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "15:45", "a gap of half an hour"),
    ],
)
def test_gaps_and_overlaps_follow_rfc_5545(zone, day, wall, start, why):
    plan = make_plan(Pattern(zone, (0,), parse_time(wall)), Window(date.fromisoformat(day), date.fromisoformat(day)), 1)

    assert f"{plan.sessions[0].start:%H:%M}" == start, why


@pytest.mark.parametrize(("day", "ends"), [(date(2026, 3, 8), "04:00"), (date(2026, 11, 1), "02:00")])
def test_a_session_over_the_change_lasts_its_minutes(day, ends):
    """90 elapsed minutes from 01:30, whatever the clock on the wall says at the end."""
    night = Pattern("America/New_York", (0,), parse_time("01:30"), 90)

    plan = make_plan(night, Window(day, day), 1)

    assert plan.sessions[0].end - plan.sessions[0].start == timedelta(minutes=90)
    assert f"{plan.sessions[0].end.astimezone(ZoneInfo(night.timezone)):%H:%M}" == ends


def test_another_time_on_some_days_is_kept():
    pattern = Pattern("Asia/Karachi", (1, 3), parse_time("19:00"), times={3: parse_time("20:00")})

    plan = make_plan(pattern, Window(date(2026, 3, 2), date(2026, 3, 4)), 2)

    assert [f"{each.local_start:%a %H:%M}" for each in plan.sessions] == ["Mon 19:00", "Wed 20:00"]
    assert Pattern.from_json(pattern.to_json()) == pattern


@pytest.mark.parametrize("text", ["25:00", "24:00", "9:00", "09:60", "noon", "", "09:00:00", "-1:00", "١٢:٠٠ "])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(BadPattern):
        parse_time(text)


@pytest.mark.parametrize("name", ["", "UTC+5", "Karachi", "2026", "../etc/passwd", "asia/karachi", "Asia/Karachi "])
def test_what_is_no_zone_is_refused(name):
    with pytest.raises(UnknownZone):
        Pattern(name, (1,), parse_time("19:00"))


@pytest.mark.parametrize("days", [(), (1, 1), (7,), (-1,)])
def test_what_are_no_weekdays_is_refused(days):
    with pytest.raises(BadPattern):
        Pattern("Asia/Karachi", days, parse_time("19:00"))


def test_a_window_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadWindow):
        Window(date(2026, 3, 2), date(2026, 3, 1))


def test_zones_come_from_the_pinned_package_alone():
    import zoneinfo

    assert zoneinfo.TZPATH == ()
    assert "Asia/Karachi" in names()


@pytest.mark.parametrize("days", ["13", 1, None, [1, "3"], [True], {"1": 3}])
def test_days_that_are_no_list_of_numbers_are_refused(days):
    kept = Pattern("Asia/Karachi", (1, 3), parse_time("19:00")).to_json()

    with pytest.raises(BadPattern, match="Days are a list of numbers"):
        Pattern.from_json(kept | {"days": days})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"duration_mins": "60"}, "whole number of minutes"),
        ({"duration_mins": 9}, "from 10 to 240"),
        ({"duration_mins": 241}, "from 10 to 240"),
        ({"times": ["20:00"]}, "by day"),
        ({"times": {"7": "20:00"}}, "by day"),
        ({"times": {"2": "20:00"}}, "not chosen"),
    ],
)
def test_what_is_no_pattern_is_refused(wrong, why):
    kept = Pattern("Asia/Karachi", (1, 3), parse_time("19:00")).to_json()

    with pytest.raises(BadPattern, match=why):
        Pattern.from_json(kept | wrong)
