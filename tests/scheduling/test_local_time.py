"""What people read: dates, hours, places, distances."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corved.scheduling.clock_changes import clock_change_between, hour_shift
from corved.scheduling.generator import occurrences
from corved.scheduling.local_time import (
    date_label,
    distance_label,
    end_label,
    local,
    offset_label,
    place_label,
    span_label,
    to_utc,
)
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.windows import Window, one_month
from corved.scheduling.zone_choices import choices
from corved.scheduling.zones import FIXED_OFFSETS, UnknownZone, agreed_zone, city, names, offered, zone

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Asia/Karachi", "Karachi, UTC+5"),
        ("America/New_York", "New York, UTC−4"),
        ("Asia/Kathmandu", "Kathmandu, UTC+5:45"),
        ("America/St_Johns", "St Johns, UTC−2:30"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires, UTC−3"),
        ("UTC", "UTC, UTC+0"),
    ],
)
def test_a_place_is_named_with_its_offset_and_a_true_minus(zone, label):
    assert place_label(NOON, zone) == label


def test_hours_have_an_en_dash():
    assert span_label(NOON, NOON + timedelta(hours=1), "Asia/Karachi") == "17:00–18:00"


def test_the_year_is_said_only_when_it_is_another():
    assert date_label(date(2026, 10, 20), date(2026, 1, 1)) == "Tue 20 Oct"
    assert date_label(date(2027, 1, 5), date(2026, 12, 30)) == "Tue 5 Jan 2027"


@pytest.mark.parametrize(
    ("away", "label"),
    [
        (timedelta(seconds=30), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=45), "in 45 minutes"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(hours=1, minutes=59), "in 1 hour and 59 minutes"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(hours=23, minutes=59), "in 23 hours"),
        (timedelta(hours=26), "tomorrow, Thursday"),
        (timedelta(days=3), "in 3 days, on Saturday"),
        (-timedelta(minutes=10), "10 minutes ago"),
    ],
)
def test_a_distance_is_never_rounded_across_a_lesson(away, label):
    assert distance_label(NOON + away, NOON, "UTC") == label


def test_days_count_by_the_readers_calendar():
    """Monday 09:00 to Thursday 08:00 in Karachi; in Los Angeles it is still Sunday, and then Wednesday."""
    now = datetime(2026, 3, 2, 4, tzinfo=UTC)
    start = now + timedelta(days=2, hours=23)
    assert distance_label(start, now, "Asia/Karachi") == "in 3 days, on Thursday"
    assert distance_label(start, now, "America/Los_Angeles") == "in 3 days, on Wednesday"
    assert distance_label(now + timedelta(hours=25), now, "Asia/Karachi") == "tomorrow, Tuesday"


@given(st.sampled_from(sorted(names())), st.datetimes(datetime(2015, 1, 1), datetime(2036, 1, 1)))
def test_a_wall_clock_that_exists_once_comes_back(zone, wall):
    """One in a gap is later by the gap's length, and never earlier."""
    wall = wall.replace(second=0, microsecond=0)
    before, after = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))

    there = local(to_utc(wall, zone), zone).replace(tzinfo=None)

    assert there == wall + max(timedelta(0), after - before)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-03", "2026-03-02"),
        ("2026-01-31", "2026-02-27"),
        ("2026-12-01", "2026-12-31"),
        ("2028-02-29", "2028-03-28"),
    ],
)
def test_a_month_ends_the_day_before_the_same_day(first, last):
    assert one_month(date.fromisoformat(first)).last == date.fromisoformat(last)


def test_a_change_of_clocks_names_its_day_and_what_it_does_to_the_hour():
    karachi_class = datetime(2026, 3, 5, 14, tzinfo=UTC), datetime(2026, 3, 10, 14, tzinfo=UTC)

    change = clock_change_between(*karachi_class, "America/New_York")

    assert (change.day, change.minutes) == (date(2026, 3, 8), 60)
    assert clock_change_between(*karachi_class, "Asia/Karachi") is None


def test_the_side_whose_clock_leads_keeps_its_hour():
    pattern = Pattern("Europe/London", (2, 4), parse_time("17:00"))
    before, this = occurrences(pattern, Window(date(2026, 3, 26), date(2026, 3, 31)))

    assert clock_change_between(before.start, this.start, "Europe/London").day == date(2026, 3, 29)
    assert hour_shift(before, this, "Europe/London") == 0
    assert hour_shift(before, this, "Asia/Karachi") == -60, "its own clocks do not change, its hour does"
    assert hour_shift(before, this, "America/New_York") == -60


def test_another_hour_that_was_agreed_for_a_day_is_no_shift():
    pattern = Pattern("Asia/Karachi", (1, 3), parse_time("23:30"), times={3: parse_time("19:00")})
    before, this = occurrences(pattern, Window(date(2026, 3, 2), date(2026, 3, 4)))

    assert hour_shift(before, this, "Europe/London") == 0


def test_a_lesson_over_a_change_names_both_offsets():
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert span_label(start, start + timedelta(hours=1), "Europe/London") == "01:30 UTC+1–01:30 UTC+0"
    assert end_label(start, start + timedelta(hours=1), "Europe/London") == "01:30 UTC+0"


def test_an_end_on_another_day_names_it():
    start = NOON + timedelta(hours=6, minutes=30)
    assert end_label(start, start + timedelta(minutes=29), "Asia/Karachi") == "23:59"
    assert re.fullmatch(r"00:30 on \w{3} \d+ \w{3}", end_label(start, start + timedelta(hours=1), "Asia/Karachi"))


@given(st.sampled_from(sorted(names())), st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 14))
def test_the_day_of_a_change_is_right_in_every_zone(zone, day, days):
    earlier = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9)
    later = earlier + timedelta(days=days)

    change = clock_change_between(earlier, later, zone)

    offsets = []
    instant = earlier
    while instant <= later:
        offsets.append((instant, offset_label(instant, zone)))
        instant += timedelta(minutes=30)
    assert (change is None) == (offsets[0][1] == offsets[-1][1])
    if change is not None:
        changed = [now for (_, old), (now, new) in pairwise(offsets) if old != new]
        # the day on which the offset that holds at the end began
        assert change.day in {local(changed[-1], zone).date(), local(changed[-1] - timedelta(minutes=30), zone).date()}


def test_the_zones_to_choose_from_carry_the_offset_of_the_day():
    winter, summer = dict(choices(date(2026, 1, 1))), dict(choices(date(2026, 7, 1)))

    assert winter["Europe/London"] == "London · UTC+0"
    assert summer["Europe/London"] == "London · UTC+1"
    assert set(winter) <= names()
    assert city("Asia/Ho_Chi_Minh") == "Ho Chi Minh"


@pytest.mark.parametrize(
    ("away", "label"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=59, seconds=59), "in 59 minutes"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(hours=5, minutes=59), "in 5 hours and 59 minutes"),
        (timedelta(hours=6), "in 6 hours"),
        (timedelta(hours=6, minutes=30), "in 6 hours"),
        (timedelta(hours=47, minutes=59), "in 2 days, on Friday"),
        (timedelta(hours=24), "tomorrow, Thursday"),
        (-timedelta(hours=30), "yesterday, Tuesday"),
        (-timedelta(days=4), "4 days ago, on Saturday"),
        (-timedelta(hours=3), "3 hours ago"),
    ],
)
def test_the_words_of_a_distance_change_where_they_should(away, label):
    assert distance_label(NOON + away, NOON, "UTC") == label


@pytest.mark.parametrize("name", "EST MST HST CET EET WET MET GMT GMT0 Etc/GMT-5 Etc/UTC".split())
def test_a_name_that_means_a_fixed_offset_is_refused_with_a_city_to_write(name):
    assert zone(name)  # a session that has it keeps it
    with pytest.raises(UnknownZone, match=f"^“{re.escape(name)}” is not a city.*Choose a city, like .*/"):
        agreed_zone(name)


def test_a_place_is_agreed_whatever_its_name_is_like():
    for name in ("US/Eastern", "GB", "EST5EDT", "UTC", *set(FIXED_OFFSETS.values())):
        assert agreed_zone(name).key == name


@pytest.mark.parametrize(
    ("days", "times", "words"),
    [
        ((1, 3), {}, "Mondays and Wednesdays, 18:00 Karachi"),
        ((1, 3), {3: time(19, 30)}, "Mondays 18:00, Wednesdays 19:30 Karachi"),
        ((0, 1, 3, 5), {0: time(9), 3: time(9)}, "Mondays and Fridays 18:00, Wednesdays and Sundays 09:00 Karachi"),
    ],
)
def test_a_schedule_in_words_has_each_day_once_beside_its_time(days, times, words):
    assert Pattern("Asia/Karachi", days, time(18), times=times).in_words() == words


def test_every_inhabited_region_is_offered_and_no_alias():
    areas = {name.partition("/")[0] for name in offered()}

    assert areas == set("Africa America Antarctica Asia Atlantic Australia Europe Indian Pacific UTC".split())
    for name in "Asia/Karachi Europe/London America/New_York Australia/Sydney Pacific/Auckland Africa/Cairo".split():
        assert name in offered()
    assert not {"GB", "EST", "Etc/GMT-5", "Factory"} & set(offered())
