"""The receipt: every one of the N is placed, or a lost date says why not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corved.scheduling.local_time import local_date
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.plan import Cause, make_plan
from corved.scheduling.timetable import Timetable, Version
from corved.scheduling.windows import Window, WindowKind, one_month
from tests.scheduling.strategies import patterns, situations, windows

MONDAYS = Pattern("Asia/Karachi", (1,), parse_time("19:00"))
WEDNESDAYS = Pattern("Asia/Karachi", (3,), parse_time("20:00"))
MARCH = one_month(date(2026, 3, 2))


@given(situations())
def test_placed_and_missing_are_always_all_and_every_missing_one_has_a_cause(situation):
    draft, wanted, now, busy, closed = situation

    plan = draft.plan(wanted, now=now, busy=busy, closed=closed)

    assert len(plan.sessions) <= wanted
    assert plan.missing == wanted - len(plan.sessions)
    assert plan.missing <= len(plan.lost)
    assert not {each.occurrence for each in plan.lost} & set(plan.sessions)


@given(situations())
def test_nothing_is_placed_where_it_cannot_be_and_each_cause_is_true(situation):
    draft, wanted, now, busy, closed = situation

    plan = draft.plan(wanted, now=now, busy=busy, closed=closed)

    for each in plan.sessions:
        assert each.start >= now
        assert each.local_start.date() in draft.window
        assert not any(each.overlaps(other.start, other.end) for other in busy)
        assert not any(off.first <= local_date(each.start, off.timezone) <= off.last for off in closed)
    for lost in plan.lost:
        start = lost.occurrence.start
        assert {
            Cause.PAST: start < now,
            Cause.CLASH: bool(lost.by) and all(lost.occurrence.overlaps(by.start, by.end) for by in lost.by),
            Cause.CLOSURE: lost.closed in closed and not lost.closed.is_leave,
            Cause.LEAVE: lost.closed in closed and lost.closed.is_leave,
            Cause.WINDOW_ENDS: lost.occurrence.local_start.date() not in draft.window,
        }[lost.cause], lost


def test_a_window_that_ends_names_the_dates_that_would_follow():
    plan = make_plan(MONDAYS, MARCH, 8)

    assert [f"{each.local_start:%d %b}" for each in plan.sessions] == ["02 Mar", "09 Mar", "16 Mar", "23 Mar", "30 Mar"]
    assert [(f"{each.occurrence.local_start:%d %b}", each.cause) for each in plan.lost] == [
        ("06 Apr", Cause.WINDOW_ENDS),
        ("13 Apr", Cause.WINDOW_ENDS),
        ("20 Apr", Cause.WINDOW_ENDS),
    ]


def test_each_lost_date_has_its_own_cause():
    now = datetime(2026, 3, 3, tzinfo=UTC)
    busy = [Busy(datetime(2026, 3, 9, 14, 30, tzinfo=UTC), datetime(2026, 3, 9, 16, tzinfo=UTC), "taken")]
    eid = Closed("Eid", date(2026, 3, 16), date(2026, 3, 17), "Asia/Karachi")
    leave = Closed("Wedding", date(2026, 3, 23), date(2026, 3, 23), "Europe/London", is_leave=True)

    plan = make_plan(MONDAYS, MARCH, 5, now=now, busy=busy, closed=[eid, leave])

    assert [each.cause for each in plan.lost] == ["past", "clash", "closure", "leave"]
    assert (len(plan.sessions), plan.missing) == (1, 4)
    assert plan.lost[1].by == tuple(busy)
    assert plan.lost[2].closed == eid


def test_closed_days_are_whole_days_of_their_own_zone():
    late = Pattern("Asia/Karachi", (1,), parse_time("02:00"))  # Sunday evening in London
    sunday = Closed("Half-term", date(2026, 3, 8), date(2026, 3, 8), "Europe/London")
    monday = Closed("Half-term", date(2026, 3, 9), date(2026, 3, 9), "Europe/London")

    lost = {off.first: [each.occurrence.local_start.day for each in make_plan(late, MARCH, 4, closed=[off]).lost]
            for off in (sunday, monday)}  # fmt: skip

    assert lost == {date(2026, 3, 8): [9], date(2026, 3, 9): []}


def test_a_time_agreed_instead_takes_the_place_of_its_date_in_order():
    plan = make_plan(MONDAYS, MARCH, 5, instead={date(2026, 3, 9): datetime(2026, 3, 5, 18, 30)})

    assert [f"{each.local_start:%d %H:%M}" for each in plan.sessions] == [
        *("02 19:00", "05 18:30", "16 19:00", "23 19:00", "30 19:00")
    ]


@pytest.mark.parametrize(
    ("instead", "cause"),
    [
        (datetime(2026, 4, 2, 19), Cause.WINDOW_ENDS),
        (datetime(2026, 3, 16, 19, 30), Cause.CLASH),
        (datetime(2026, 2, 27, 19), Cause.PAST),
    ],
)
def test_a_time_agreed_instead_is_held_to_the_same_rules(instead, cause):
    plan = make_plan(MONDAYS, MARCH, 5, now=datetime(2026, 3, 1, tzinfo=UTC), instead={date(2026, 3, 9): instead})

    assert [each.cause for each in plan.lost] == [cause]


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (WindowKind.ONE_MONTH, "2026-02-03", "2026-03-02"),
        (WindowKind.ONE_MONTH, "2026-01-31", "2026-02-27"),
        (WindowKind.ONE_MONTH, "2028-01-30", "2028-02-28"),
        (WindowKind.CALENDAR_MONTH, "2026-02-01", "2026-02-28"),
        (WindowKind.CALENDAR_MONTH, "2026-02-10", "2026-02-28"),
        (WindowKind.FOUR_WEEKS, "2026-02-03", "2026-03-02"),
        (WindowKind.FOUR_WEEKS, "2026-03-03", "2026-03-30"),
    ],
)
def test_each_kind_of_window(kind, first, last):
    assert kind.window(date.fromisoformat(first)) == Window(date.fromisoformat(first), date.fromisoformat(last))


@given(patterns(), patterns(), windows, st.integers(0, 62), st.integers(0, 30))
def test_a_change_from_a_date_leaves_earlier_dates_and_those_after_it_went_back(old, new, window, days, length):
    since = window.first + timedelta(days=days)
    until = since + timedelta(days=length)
    before, after = (list(each.occurrences(window)) for each in
                     (Timetable.of(old), Timetable.of(old).changed(since, new, until)))  # fmt: skip

    def of(found, wanted):
        return [each for each in found if wanted(each.local_start.date())]

    assert of(before, lambda day: day < since) == of(after, lambda day: day < since)
    assert of(before, lambda day: day > until) == of(after, lambda day: day > until)
    changed = of(after, lambda day: since <= day <= until)
    assert all(new.has(each.local_start.date()) and each.timezone == new.timezone for each in changed)


def test_ramadan_hours_and_back():
    usual = Pattern("Asia/Karachi", (1, 3), parse_time("19:00"))
    ramadan = Pattern("Asia/Karachi", (1, 3), parse_time("16:00"))

    timetable = Timetable.of(usual).changed(date(2026, 2, 18), ramadan, date(2026, 3, 19))

    assert [each.since for each in timetable.versions[1:]] == [date(2026, 2, 18), date(2026, 3, 20)]
    assert timetable.on(date(2026, 2, 17)) == timetable.on(date(2026, 3, 20)) == usual
    assert timetable.on(date(2026, 3, 19)) == ramadan
    assert timetable.in_words(Window(date(2026, 3, 1), date(2026, 3, 31))) == (
        "Mondays and Wednesdays, 16:00 Karachi; from Fri 20 Mar Mondays and Wednesdays, 19:00 Karachi"
    )


def test_a_change_for_good_ends_what_was_agreed_for_later():
    timetable = Timetable((Version(date(2026, 1, 1), MONDAYS), Version(date(2026, 5, 1), MONDAYS)))
    tuesdays = Pattern("Asia/Karachi", (2,), parse_time("18:00"))

    assert timetable.changed(date(2026, 4, 1), tuesdays).versions[1:] == (Version(date(2026, 4, 1), tuesdays),)


def test_sessions_of_two_versions_come_in_order_of_the_instant():
    far = Pattern("Pacific/Kiritimati", (2,), parse_time("01:00"))
    west = Pattern("Pacific/Pago_Pago", (1,), parse_time("23:00"))
    timetable = Timetable((Version(date(2026, 3, 1), west), Version(date(2026, 3, 3), far)))

    starts = [each.start for each in timetable.occurrences(MARCH)]

    assert starts == sorted(starts)


@pytest.mark.parametrize("days", [(), (2, 1), (1, 1)])
def test_versions_are_in_order_each_day_once_and_never_none(days):
    with pytest.raises(ValueError, match="in order of their days"):
        Timetable(tuple(Version(date(2026, 3, day), MONDAYS) for day in days))


def test_before_its_first_day_the_first_version_holds():
    """A package may begin before the schedule was agreed."""
    timetable = Timetable((Version(date(2026, 3, 9), MONDAYS), Version(date(2026, 3, 16), WEDNESDAYS)))

    assert timetable.on(date(2026, 3, 2)) == MONDAYS
    assert timetable.on(date(2026, 3, 9)) == MONDAYS
    assert timetable.on(date(2026, 3, 16)) == WEDNESDAYS
    found = timetable.occurrences(Window(date(2026, 3, 2), date(2026, 3, 18)))
    assert [f"{each.local_start:%a %d}" for each in found] == ["Mon 02", "Mon 09", "Wed 18"]


def test_a_change_from_the_first_days_own_day_replaces_it():
    timetable = Timetable((Version(date(2026, 3, 9), MONDAYS),))

    assert timetable.changed(date(2026, 3, 9), WEDNESDAYS).versions == (Version(date(2026, 3, 9), WEDNESDAYS),)
    assert timetable.changed(date(2026, 3, 2), WEDNESDAYS).on(date(2026, 3, 1)) == MONDAYS
