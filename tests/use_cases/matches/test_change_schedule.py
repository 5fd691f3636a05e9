"""Another schedule from a day on; withdrawing; swapping."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import select

from corved.database.session import db
from corved.models import AuditLog, Match, MatchPattern, Package, Request
from corved.problems import Changed, Clash, NotHere, Problem
from corved.scheduling.draft import Draft
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import parse_time
from corved.scheduling.rescheduling import Existing, reschedule
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window, one_month
from corved.use_cases.matches.change_schedule import ChangeDoesNotFit, change_schedule
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import ReasonNeeded, move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.use_cases.sessions.write_note import write_note
from tests import given
from tests.conftest import EXAMPLES
from tests.scheduling.strategies import patterns

UPDATED = ("updated_at", "updated_by_user_id")


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def row(session):
    return {name: getattr(session, name) for name in type(session).__table__.columns.keys()}  # noqa: SIM118


def starts(course):
    return [f"{each.scheduled_start_utc:%a %d %b %H:%M}" for each in given.sessions_of(course)]


def change(course, since, days, time, **more):
    return change_schedule(match_id=course.match, since=since, pattern=given.a_schedule(days, time), **more)


def test_from_a_day_on_the_rest_of_the_package_is_planned_anew_and_comes_to_n(course):
    earlier = [row(each) for each in given.sessions_of(course)][:4]

    change(course, date(2026, 3, 16), (2, 4), "18:00")

    after = given.sessions_of(course)
    assert [row(each) for each in after][:4] == earlier
    assert starts(course)[4:] == ["Tue 17 Mar 18:00", "Thu 19 Mar 18:00", "Tue 24 Mar 18:00", "Thu 26 Mar 18:00"]
    kept = db.scalars(select(MatchPattern).where(MatchPattern.match_id == course.match).order_by(MatchPattern.since))
    assert [(each.since, each.pattern["days"]) for each in kept] == [
        (date(2026, 3, 2), [1, 3]),
        (date(2026, 3, 16), [2, 4]),
    ]


def test_ramadan_hours_and_back(course):
    change(course, date(2026, 3, 9), (1, 3), "14:00", until=date(2026, 3, 17))

    assert [each[-5:] for each in starts(course)] == [*(2 * ["17:00"]), *(3 * ["14:00"]), *(3 * ["17:00"])]


def test_held_marked_and_moved_sessions_and_notes_stay(course):
    sessions = given.sessions_of(course)
    move_session(
        session_id=sessions[5].id, local_start=datetime(2026, 3, 20, 17), timezone="Europe/London", reason="school"
    )
    mark_session(session_id=sessions[6].id, status="rescheduled")
    write_note(session_id=sessions[7].id, notes="Bring the past paper")
    with given.after(sessions[1].scheduled_end_utc):
        mark_session(session_id=sessions[0].id, status="done")
        change(course, date(2026, 3, 4), (2, 4), "18:00")

    after = {each.id: each for each in given.sessions_of(course)}
    for untouchable in (0, 1, 5, 6):
        assert after[sessions[untouchable].id].scheduled_start_utc in (
            sessions[untouchable].scheduled_start_utc,
            datetime(2026, 3, 20, 17, tzinfo=UTC),
        )
    assert after[sessions[7].id].tutor_notes == "Bring the past paper"
    assert len(after) == 8
    assert set(after) == {each.id for each in sessions}, "a session that gets another time stays itself"
    live = [each for each in after.values() if not each.needs_new_time]
    assert sum(each.scheduled_start_utc.hour == 18 for each in live) == 4


def test_the_date_that_a_moved_session_stands_for_is_not_planned_again(course):
    lesson = given.sessions_of(course)[4]  # Monday 16 March
    move_session(session_id=lesson.id, local_start=datetime(2026, 3, 17, 9), timezone="Europe/London", reason="a trip")

    change(course, date(2026, 3, 9), (1, 3), "18:00")

    assert [each[:10] for each in starts(course)] == [
        *("Mon 02 Mar", "Wed 04 Mar", "Mon 09 Mar", "Wed 11 Mar"),
        *("Tue 17 Mar", "Wed 18 Mar", "Mon 23 Mar", "Wed 25 Mar"),
    ]


@pytest.mark.parametrize(
    ("moved_to", "zone"),
    [(datetime(2026, 3, 27, 20), "America/New_York"), (datetime(2026, 3, 28, 5), "Asia/Karachi")],
)
def test_the_date_it_stands_for_does_not_depend_on_the_zone_in_which_a_move_was_typed(world, moved_to, zone):
    course = given.a_running_course(
        learner=world.student_learner,
        tutor=world.tutor,
        first=date(2026, 3, 9),
        pattern=given.a_schedule((1, 3), "20:00", "America/New_York"),
    )
    monday = given.sessions_of(course)[4]
    assert monday.local_start == datetime(2026, 3, 23, 20)
    move_session(session_id=monday.id, local_start=moved_to, timezone=zone, reason="a trip")

    pattern = given.a_schedule((1, 3), "19:00", "America/New_York")
    change_schedule(match_id=course.match, since=date(2026, 3, 16), pattern=pattern)

    days = [local_date(each.scheduled_start_utc, "America/New_York") for each in given.sessions_of(course)]
    assert [f"{day:%a %d %b}" for day in days] == [
        *("Mon 09 Mar", "Wed 11 Mar", "Mon 16 Mar", "Wed 18 Mar"),
        *("Wed 25 Mar", "Fri 27 Mar", "Mon 30 Mar", "Wed 01 Apr"),
    ]
    assert given.session_now(monday.id).nominal_date == date(2026, 3, 23)


def test_it_says_what_each_session_was_and_is(course, superuser):
    change(course, date(2026, 3, 16), (2, 4), "18:00")

    whole = db.scalars(select(AuditLog).where(AuditLog.action == "schedule.changed")).one()
    each = db.scalars(select(AuditLog).where(AuditLog.action == "session.retimed")).all()
    each = sorted(each, key=lambda row: row.details["from"]["local_start"])
    assert whole.match_id == course.match
    assert len(whole.details["removed"]) == len(whole.details["added"]) == len(each) == 4
    assert each[0].details["from"]["local_start"] == "2026-03-16T17:00:00"
    assert each[0].details["to"]["local_start"] == "2026-03-17T18:00:00"


def test_a_series_moves_by_one_slot_in_one_step(world):
    """Each session takes the time of the one before it: only a rule that looks at the end allows it."""
    course = given.a_running_course(
        learner=world.student_learner, tutor=world.tutor, pattern=given.a_schedule((1, 2, 3, 4), "17:00")
    )
    before = starts(course)

    change(course, date(2026, 3, 3), (2, 3, 4, 5), "17:00")
    assert starts(course)[1:4] == before[1:4]
    change(course, date(2026, 3, 3), (2, 3, 4, 5), "17:30")

    assert starts(course)[1:] == [
        *("Tue 03 Mar 17:30", "Wed 04 Mar 17:30", "Thu 05 Mar 17:30", "Fri 06 Mar 17:30"),
        *("Tue 10 Mar 17:30", "Wed 11 Mar 17:30", "Thu 12 Mar 17:30"),
    ]


def test_a_day_that_falls_away_is_made_up_at_the_end_and_nothing_else_moves(world):
    course = given.a_running_course(
        learner=world.student_learner, tutor=world.tutor, pattern=given.a_schedule((0, 1, 2, 3, 4, 5, 6), "17:00")
    )
    before = {each.id: each.scheduled_start_utc for each in given.sessions_of(course)}

    change(course, date(2026, 3, 3), (0, 1, 3, 4, 5, 6), "17:00")

    after = {each.id: each.scheduled_start_utc for each in given.sessions_of(course)}
    assert [f"{after[each]:%a %d}" for each in after if after[each] != before[each]] == ["Wed 11"]


def test_a_change_that_meets_another_session_names_it_and_writes_nothing(world, course):
    given.a_running_course(
        learner=world.zara, tutor=world.tutor, subject="Physics", pattern=given.a_schedule((2, 4), "18:30")
    )
    before = starts(course)

    with pytest.raises(ChangeDoesNotFit):
        change(course, date(2026, 3, 16), (2, 4), "18:00")

    assert starts(course) == before
    assert len(db.scalars(select(MatchPattern).where(MatchPattern.match_id == course.match)).all()) == 1


def test_what_was_taken_between_look_and_press_is_named(world, course, monkeypatch):
    other = given.a_running_course(
        learner=world.zara, tutor=world.tutor, subject="Physics", pattern=given.a_schedule((2, 4), "18:30")
    )
    monkeypatch.setattr("corved.queries.matches.schedule_change_preview.busy_times", lambda _slot: [])

    with pytest.raises(Clash, match=r"Tariq Tutor teaches Zara Khan, Tue 17 Mar, 18:30.*Thu 26 Mar"):
        change(course, date(2026, 3, 16), (2, 4), "18:00")

    assert len(given.sessions_of(other)) == len(given.sessions_of(course)) == 8


@pytest.mark.parametrize(
    ("since", "more", "says"),
    [
        (date(2026, 3, 1), {}, "in the past"),
        (date(2026, 3, 16), {"until": date(2026, 3, 15)}, "before its first"),
    ],
)
def test_days_that_cannot_be_are_refused(course, since, more, says):
    with pytest.raises(Problem, match=says):
        change(course, since, (2, 4), "18:00", **more)


def test_what_was_shown_must_still_be_so(course):
    with pytest.raises(Changed):
        change(course, date(2026, 3, 16), (2, 4), "18:00", seen="0" * 16)


def test_the_next_package_follows_the_dated_schedule(world, course):
    change(course, date(2026, 3, 30), (2, 4), "18:00")
    package = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))
    given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
    kept = db.scalars(select(MatchPattern).where(MatchPattern.match_id == course.match)).all()
    timetable = Timetable.of(given.a_schedule((2, 4), "18:00"))

    generate_sessions(match_id=course.match, package_id=package, draft=Draft(timetable, one_month(date(2026, 4, 2))))

    assert starts(course)[8:10] == ["Thu 02 Apr 17:00", "Tue 07 Apr 17:00"], "18:00 London is 17:00 UTC in April"
    assert len(db.scalars(select(MatchPattern).where(MatchPattern.match_id == course.match)).all()) == len(kept)


@st.composite
def packages(draw):
    """Sessions of a package, some of them touched, a new pattern and a day."""
    old, new = draw(patterns()), draw(patterns())
    first = date(2026, 3, 2)
    times = list(Timetable.of(old).occurrences(one_month(first)))[:8]
    sessions = [
        Existing(number, time, time.local_start.date(), draw(st.booleans())) for number, time in enumerate(times)
    ]
    return sessions, new, first + timedelta(days=draw(st.integers(0, 40))), draw(st.integers(-20, 40))


@forall(packages())
@settings(max_examples=EXAMPLES * 3)
def test_a_change_keeps_earlier_and_touched_sessions_and_counts(package):
    sessions, new, since, days = package
    now = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=days)

    found = reschedule(
        sessions, Timetable.of(new), one_month(date(2026, 3, 2)), tier=len(sessions), since=since, now=now
    )

    for each in sessions:
        if not each.is_untouched or each.time.start <= now or each.time.local_start.date() < since:
            assert each in found.kept
    assert len(found.kept) + len(found.added) + found.plan.missing == len(sessions)
    assert len(found.kept) + len(found.removed) == len(sessions)
    assert all(each.local_start.date() >= since and each.start >= now for each in found.added)


def test_withdrawing_removes_what_is_to_come_and_keeps_the_rest(world, course):
    sessions = given.sessions_of(course)
    with given.after(sessions[2].scheduled_end_utc):
        mark_session(session_id=sessions[0].id, status="done")
        done = withdraw_sessions(match_id=course.match, package_id=course.package, reason="travelling")

    assert (done.removed, done.kept) == (5, 3)
    assert [each.id for each in given.sessions_of(course)] == [each.id for each in sessions[:3]]
    assert db.get_one(Match, course.match).status == "active"
    logged = db.scalars(select(AuditLog).where(AuditLog.action == "sessions.withdrawn")).one()
    assert (logged.reason, len(logged.details["removed"]), logged.details["kept"]) == ("travelling", 5, 3)


def test_when_none_is_left_match_and_request_go_back(course):
    withdraw_sessions(match_id=course.match, package_id=course.package)

    assert given.sessions_of(course) == []
    assert db.get_one(Match, course.match).status == db.get_one(Request, course.request).status == "matched"


def test_withdrawing_twice_or_something_else_than_was_shown(course):
    with pytest.raises(Changed, match="delete is now 8, not 7"):
        withdraw_sessions(match_id=course.match, package_id=course.package, seen=7)
    withdraw_sessions(match_id=course.match, package_id=course.package, seen=8)
    with pytest.raises(Changed):
        withdraw_sessions(match_id=course.match, package_id=course.package, seen=8)
    assert withdraw_sessions(match_id=course.match, package_id=course.package).removed == 0


def test_another_matchs_package_is_not_touched(world, course):
    other = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4)))

    with pytest.raises(NotHere):
        withdraw_sessions(match_id=course.match, package_id=other.package)
    with pytest.raises(NotHere):
        withdraw_sessions(match_id=world.admin, package_id=course.package)
    assert len(given.sessions_of(other)) == 8


def test_what_was_withdrawn_can_be_created_again_for_the_rest(course):
    sessions = given.sessions_of(course)
    with given.after(sessions[2].scheduled_end_utc):
        withdraw_sessions(match_id=course.match, package_id=course.package)
        tuesdays = given.a_draft(
            given.a_schedule((2, 4), "18:00"), Window(date(2026, 3, 10), date(2026, 4, 1)), began=date(2026, 3, 2)
        )

        assert generate_sessions(match_id=course.match, package_id=course.package, draft=tuesdays) == 5

    assert len(given.sessions_of(course)) == 8
    assert db.get_one(Package, course.package).start_date == date(2026, 3, 2)


def test_two_sessions_swap_in_one_step(world, course):
    other = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4), "18:00"))
    mine, theirs = given.sessions_of(course)[3], given.sessions_of(other)[3]

    swap_sessions(session_id=mine.id, other_id=theirs.id)

    now_mine, now_theirs = given.session_now(mine.id), given.session_now(theirs.id)
    assert now_mine.time == theirs.time
    assert now_theirs.time == mine.time
    assert {now_mine.status, now_theirs.status} == {"rescheduled"}
    assert now_mine.original_start_utc == mine.scheduled_start_utc
    logged = db.scalars(select(AuditLog).where(AuditLog.action == "session.moved")).all()
    assert {each.session_id: each.details["swapped_with"] for each in logged} == {
        mine.id: str(theirs.id),
        theirs.id: str(mine.id),
    }


def test_a_swap_that_makes_somebody_be_in_two_places_names_what_is_in_the_way(world, course):
    other = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4), "18:00"))
    theirs = given.sessions_of(other)[2]
    given.a_running_course(
        learner=world.student_learner,
        tutor=world.other_tutor,
        subject="Physics",
        pattern=given.a_schedule((2, 4), "18:30"),
    )

    with pytest.raises(Clash, match="Ayaan Sheikh has Physics with Bilal Ahmed") as refusal:
        swap_sessions(session_id=given.sessions_of(course)[2].id, other_id=theirs.id)

    assert "Zara" not in str(refusal.value)
    assert given.session_now(theirs.id).time == theirs.time


def test_strangers_and_oneself_cannot_be_swapped_with(world, course):
    stranger = given.a_running_course(
        learner=world.stranger_learner, tutor=world.other_tutor, pattern=given.a_schedule((2, 4))
    )
    mine = given.sessions_of(course)[2].id
    with pytest.raises(Problem, match="same tutor or the same learner"):
        swap_sessions(session_id=mine, other_id=given.sessions_of(stranger)[2].id)
    with pytest.raises(Problem, match="another session"):
        swap_sessions(session_id=mine, other_id=mine)


def test_a_swap_inside_the_cut_off_needs_a_reason(world, course):
    first, second = given.sessions_of(course)[:2]
    with pytest.raises(Problem, match="Enter"):
        swap_sessions(session_id=first.id, other_id=second.id)
    swap_sessions(session_id=first.id, other_id=second.id, reason="The school trip is on Monday")
    assert given.session_now(first.id).time == second.time


def test_an_occurrence_is_a_time(course):
    lesson = given.sessions_of(course)[0]
    assert lesson.time == Occurrence(
        datetime(2026, 3, 2, 17),
        datetime(2026, 3, 2, 17, tzinfo=UTC),
        datetime(2026, 3, 2, 18, tzinfo=UTC),
        "Europe/London",
    )
    assert parse_time("17:00") == lesson.local_start.time()


def test_a_removed_session_stays_removed_when_the_schedule_changes(course):  # situation 19
    remove_session(session_id=given.sessions_of(course)[3].id)

    change(course, date(2026, 3, 9), (1, 3), "18:00")

    found = starts(course)
    assert len(found) == 7
    assert not [each for each in found if each.startswith("Wed 11 Mar")]
    assert found[-1].startswith("Wed 25 Mar 18:00")


def test_a_change_to_fewer_dates_than_are_wanted_says_so_and_writes_nothing(course):
    before = starts(course)

    with pytest.raises(Problem):
        change(course, date(2026, 3, 9), (1,), "18:00")

    assert starts(course) == before


def test_a_swap_waits_for_both_to_have_moved(world, course):
    """Each takes the other's time: asked after the first, the rule would refuse it."""
    mine, next_one = given.sessions_of(course)[3:5]

    swap_sessions(session_id=mine.id, other_id=next_one.id)

    assert given.session_now(mine.id).scheduled_start_utc == next_one.scheduled_start_utc
    assert given.session_now(next_one.id).scheduled_start_utc == mine.scheduled_start_utc


def test_a_swap_needs_a_reason_where_one_of_the_two_does(world, course):
    """The first is in 20 hours, the last in weeks: asked for whichever of them is named first."""
    first, last = given.sessions_of(course)[2], given.sessions_of(course)[-1]
    for one, other in ((first, last), (last, first)):
        with given.after(first.scheduled_start_utc - timedelta(hours=20)), pytest.raises(ReasonNeeded):
            swap_sessions(session_id=one.id, other_id=other.id)
