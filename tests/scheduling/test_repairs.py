"""A repair is tried before it is offered: applied, it removes its cause."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from corved.scheduling.draft import LONGER_WINDOW, Draft
from corved.scheduling.free_slots import Surroundings, other_days, other_times
from corved.scheduling.generator import occurrence
from corved.scheduling.moves import DURING_CLOSURE
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.plan import Cause
from corved.scheduling.repairs import repairs
from corved.scheduling.timetable import Timetable
from corved.scheduling.weekly_hours import WeeklyHours
from corved.scheduling.windows import Window
from tests.conftest import EXAMPLES
from tests.scheduling.strategies import situations

NOW = datetime(2026, 2, 1, 9, tzinfo=UTC)
TWICE = Pattern("Asia/Karachi", (1, 3), parse_time("19:00"))
FEBRUARY = Window(date(2026, 2, 2), date(2026, 3, 1))
TAKEN = Busy(datetime(2026, 2, 11, 14, tzinfo=UTC), datetime(2026, 2, 11, 15, tzinfo=UTC), "taken")
EID = Closed("Eid", date(2026, 2, 16), date(2026, 2, 18), "Asia/Karachi")
EIGHT_DAYS = date(2026, 2, 2), date(2026, 2, 9)
KARACHI = ("Asia/Karachi", "Asia/Karachi")


def words(draft, wanted=8, **around):
    surroundings = Surroundings(NOW, **around)
    plan = draft.plan(wanted, now=NOW, busy=surroundings.busy, closed=surroundings.closed)
    return [each.words for each in repairs(draft, plan, surroundings)]


@given(situations())
@settings(max_examples=EXAMPLES * 2)
def test_every_repair_applied_removes_its_cause(situation):
    draft, wanted, now, busy, closed = situation
    around = Surroundings(now, busy, closed, zones=(draft.timezone,))
    plan = draft.plan(wanted, now=now, busy=busy, closed=closed)

    found = repairs(draft, plan, around)
    assert not (found and plan.is_complete), "what is complete needs no repair"
    for repair in found:
        after = repair.draft.plan(wanted, now=now, busy=busy, closed=closed)
        assert after.missing < plan.missing
        if repair.lost is not None:
            assert repair.slot in after.sessions
            assert repair.lost not in [each.occurrence for each in after.lost]
        elif repair.draft.use_closures or repair.draft.use_leave:
            cause = Cause.CLOSURE if repair.draft.use_closures else Cause.LEAVE
            assert cause not in {each.cause for each in after.lost}
        else:
            assert after.is_complete
        if repair.draft.window.last > draft.window.last and repair.draft.window.first == draft.window.first:
            assert repair.is_exception or repair.draft.window.last <= draft.kind.window(draft.window.first).last


def test_a_clash_is_repaired_by_another_day_at_the_same_time_then_by_another_time_on_that_day():
    found = words(Draft(Timetable.of(TWICE), FEBRUARY), busy=[TAKEN], zones=KARACHI)

    assert found[:2] == [
        "Thu 12 Feb, 19:00 instead of Wed 11 Feb, 19:00",
        "Wed 11 Feb, 20:00 instead of Wed 11 Feb, 19:00",
    ]
    assert "End on Mon 2 Mar" in found


def test_another_time_is_by_day_for_both_unless_nights_were_agreed():
    night = Draft(Timetable.of(Pattern("Asia/Karachi", (1, 3), parse_time("04:00"))), FEBRUARY)
    before = Busy(datetime(2026, 2, 10, 23, tzinfo=UTC), datetime(2026, 2, 11, 0, tzinfo=UTC), "taken")

    found = words(night, busy=[before], zones=("Asia/Karachi", "America/New_York"))

    assert "Wed 11 Feb, 05:00 instead of Wed 11 Feb, 04:00" in found, "18:00 to 19:00 in New York, night in Karachi"
    late = words(Draft(Timetable.of(TWICE), FEBRUARY), busy=[TAKEN], zones=("Asia/Karachi", "Asia/Tokyo"))
    assert "Wed 11 Feb, 20:00 instead of Wed 11 Feb, 19:00" in late, "23:00 in Tokyo already, as agreed"


def test_another_time_stays_in_the_tutors_hours_where_the_agreed_one_does():
    hours = WeeklyHours("Asia/Karachi", ((3, 15 * 60, 20 * 60), (5, 15 * 60, 20 * 60), (1, 0, 24 * 60)))

    found = words(Draft(Timetable.of(TWICE), FEBRUARY), busy=[TAKEN], hours=hours, zones=KARACHI)

    assert found[:2] == [
        "Fri 13 Feb, 19:00 instead of Wed 11 Feb, 19:00",
        "Wed 11 Feb, 18:00 instead of Wed 11 Feb, 19:00",
    ]


def test_a_closure_offers_other_days_and_as_an_exception_to_teach_all_the_same():
    draft = Draft(Timetable.of(TWICE), FEBRUARY)
    plan = draft.plan(8, now=NOW, closed=[EID])
    found = repairs(draft, plan, Surroundings(NOW, closed=[EID], zones=KARACHI))

    assert [each.occurrence.local_start.day for each in plan.lost] == [16, 18]
    assert found[0].words == "Sun 15 Feb, 19:00 instead of Mon 16 Feb, 19:00"
    assert not any("instead of" in each.words and each.slot.local_start.day in (16, 17, 18) for each in found[:2])
    [exception] = [each for each in found if each.draft.exceptions == (DURING_CLOSURE,)]
    assert exception.draft.plan(8, now=NOW, closed=[EID]).is_complete
    assert [each.draft.exceptions for each in found if each.words.startswith("End on")] == [(LONGER_WINDOW,)]


def test_a_pattern_with_too_few_days_gets_more_days_an_earlier_start_or_a_longer_window():
    once = Draft(Timetable.of(Pattern("Asia/Karachi", (1,), parse_time("19:00"))), FEBRUARY)

    found = words(once, 8)

    assert found[0] == "Add Tuesdays, 19:00"
    assert words(once, 12)[0] == "Add Tuesdays and Wednesdays, 19:00"
    assert "End on Mon 23 Mar" in found


def test_an_earlier_start_keeps_the_kind_of_the_window_and_is_never_in_the_past():
    short = Draft(Timetable.of(TWICE), Window(date(2026, 2, 3), date(2026, 2, 28)))

    assert "Start on Mon 2 Feb, end on Sun 1 Mar" in words(short)
    begun = Draft(Timetable.of(TWICE), Window(date(2026, 1, 12), date(2026, 2, 11)))
    assert "Start on Sun 1 Feb" in words(begun)
    assert not any("Jan" in each for each in words(short))


def test_two_repairs_can_follow_each_other():
    draft = Draft(Timetable.of(TWICE), FEBRUARY)
    around = Surroundings(NOW, closed=[EID], zones=KARACHI)
    for _ in range(2):
        plan = draft.plan(8, now=NOW, closed=[EID])
        draft = repairs(draft, plan, around)[0].draft

    plan = draft.plan(8, now=NOW, closed=[EID])

    assert plan.is_complete
    assert set(draft.instead) == {date(2026, 2, 16), date(2026, 2, 18)}
    assert [each.start for each in plan.sessions] == sorted(each.start for each in plan.sessions)


def test_weekly_hours_hold_a_lesson_across_midnight():
    hours = WeeklyHours("Asia/Karachi", ((1, 20 * 60, 24 * 60), (2, 0, 60)))
    late = datetime(2026, 2, 2, 18, 30, tzinfo=UTC)

    assert hours.allow(late, late + timedelta(hours=1))
    assert not hours.allow(late, late + timedelta(hours=2))
    assert not hours.allow(late - timedelta(hours=5), late)
    assert WeeklyHours("Asia/Karachi").allow(late, late)
    assert WeeklyHours.from_json("Asia/Karachi", hours.to_json()) == hours


def test_a_longer_window_is_never_longer_than_a_package_can_be():
    once = Pattern("Asia/Karachi", (3,), parse_time("19:00"))
    draft = Draft(Timetable.of(once), Window(date(2026, 2, 1), date(2026, 4, 29)))

    assert not any(each.startswith("End on") for each in words(draft, 20))


def test_past_dates_do_not_take_the_places_of_those_that_can_be_repaired():
    late = datetime(2026, 2, 17, 9, tzinfo=UTC)
    draft = Draft(Timetable.of(TWICE), FEBRUARY)
    taken = Busy(datetime(2026, 2, 25, 14, tzinfo=UTC), datetime(2026, 2, 25, 15, tzinfo=UTC), "taken")
    plan = draft.plan(8, now=late, busy=[taken])

    found = repairs(draft, plan, Surroundings(late, [taken], zones=KARACHI))

    assert any(each.words.endswith("instead of Wed 25 Feb, 19:00") for each in found)


def test_another_year_is_said():
    november = Draft(Timetable.of(TWICE), Window(date(2026, 12, 7), date(2027, 1, 3)))

    assert "End on Mon 4 Jan 2027" in words(november, 9)


HALF_PAST = WeeklyHours("Asia/Karachi", ((1, 15 * 60 + 30, 18 * 60 + 45),))


@pytest.mark.parametrize(
    ("start", "minutes", "is_allowed"),
    [("15:30", 60, True), ("15:29", 30, False), ("17:45", 60, True), ("17:46", 60, False), ("18:45", 15, False)],
)
def test_weekly_hours_are_kept_to_the_minute(start, minutes, is_allowed):
    begin = datetime.fromisoformat(f"2026-02-02T{start}+05:00")

    assert HALF_PAST.allow(begin, begin + timedelta(minutes=minutes)) == is_allowed


def test_weekly_hours_come_back_with_their_minutes():
    kept = HALF_PAST.to_json()

    assert kept == [{"day": 1, "from": "15:30", "to": "18:45"}]
    assert WeeklyHours.from_json("Asia/Karachi", kept) == HALF_PAST


def test_of_weekly_hours_that_overlap_the_longer_one_counts():
    hours = WeeklyHours("Asia/Karachi", ((1, 600, 660), (1, 600, 780)))
    begin = datetime.fromisoformat("2026-02-02T10:00+05:00")

    assert hours.allow(begin, begin + timedelta(hours=3))
    assert not hours.allow(begin, begin + timedelta(hours=3, minutes=1))


def test_other_days_come_nearest_first_and_other_times_in_half_hours():
    lost = occurrence(datetime(2026, 2, 11, 19), TWICE)
    around = Surroundings(NOW, zones=KARACHI)

    days = [f"{each.local_start:%a %d}" for each in other_days(lost, TWICE, FEBRUARY, around)]
    times = [f"{each.local_start:%H:%M}" for each in other_times(lost, TWICE, around)]

    assert days == ["Thu 12", "Tue 10", "Fri 13", "Sat 14", "Sun 08", "Sun 15", "Sat 07", "Fri 06", "Tue 17", "Thu 05"]
    assert (
        times
        == "19:30 18:30 20:00 18:00 20:30 17:30 21:00 17:00 21:30 16:30 22:00 16:00 15:30 15:00 14:30 14:00".split()
    )


def test_what_the_month_has_already_is_not_proposed():
    lost = occurrence(datetime(2026, 2, 11, 19), TWICE)
    had = [occurrence(datetime(2026, 2, 12, 18, 30), TWICE)]

    days = other_days(lost, TWICE, FEBRUARY, Surroundings(NOW, zones=KARACHI), had)

    assert next(days).local_start == datetime(2026, 2, 10, 19)


@pytest.mark.parametrize(
    ("start", "minutes", "is_by_day"),
    [("07:00", 60, True), ("06:59", 60, False), ("22:00", 60, True), ("22:01", 60, False), ("23:30", 60, False)],
)
def test_nobody_who_did_not_agree_to_nights_is_asked_to_one(start, minutes, is_by_day):
    at = Pattern("Asia/Karachi", (1, 3), parse_time("19:00"), minutes)
    agreed = occurrence(datetime(2026, 2, 11, 19), at)
    slot = occurrence(datetime.fromisoformat(f"2026-02-12T{start}"), at)

    assert Surroundings(NOW, zones=KARACHI).allow(slot, agreed) == is_by_day
    assert Surroundings(NOW).allow(slot, agreed)


def test_all_other_days_are_added_where_no_fewer_will_do():
    mondays = Draft(Timetable.of(Pattern("Asia/Karachi", (1,), parse_time("19:00"))), Window(*EIGHT_DAYS))

    found = words(mondays, 8, zones=KARACHI)

    added = "Tuesdays, Wednesdays, Thursdays, Fridays, Saturdays and Sundays"
    assert f"Add {added}, 19:00" in found


def test_a_leave_can_be_taught_through_as_an_exception():
    leave = Closed("Wedding", date(2026, 2, 16), date(2026, 2, 18), "Asia/Karachi", is_leave=True)
    draft = Draft(Timetable.of(TWICE), FEBRUARY)

    plan = draft.plan(8, now=NOW, closed=[leave])
    found = repairs(draft, plan, Surroundings(NOW, closed=[leave], zones=KARACHI))

    [through] = [each for each in found if each.draft.use_leave]
    assert through.words == "Teach during the tutor’s leave anyway"
    assert not through.draft.use_closures
    assert through.draft.plan(8, now=NOW, closed=[leave]).is_complete


def test_repairs_come_in_the_order_of_least_change():
    """Single dates, more days, closed days, a longer window; an earlier start before the closed days."""
    assert words(Draft(Timetable.of(TWICE), FEBRUARY), closed=[EID], zones=KARACHI) == [
        "Sun 15 Feb, 19:00 instead of Mon 16 Feb, 19:00",
        "Thu 19 Feb, 19:00 instead of Wed 18 Feb, 19:00",
        "Add Tuesdays, 19:00",
        "Teach on closed days anyway",
        "End on Wed 4 Mar",
    ]
    short = Draft(Timetable.of(TWICE), Window(date(2026, 2, 9), date(2026, 2, 26)))
    kinds = [each.split()[0] for each in words(short, 6, closed=[EID], zones=KARACHI)][2:]
    assert kinds == ["Add", "Start", "Teach", "End"]


def test_four_lost_dates_get_repairs_of_their_own():
    draft = Draft(Timetable.of(TWICE), FEBRUARY)
    taken = [Busy(each.start, each.end, "taken") for each in draft.plan(8, now=NOW).sessions[:6]]
    plan = draft.plan(8, now=NOW, busy=taken)

    found = repairs(draft, plan, Surroundings(NOW, taken, zones=KARACHI))

    assert len({each.lost for each in found if each.lost is not None}) == 4
