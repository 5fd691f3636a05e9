"""Moving a session: kept in the books, free for both, and with a reason where it is an exception."""

from datetime import UTC, datetime, timedelta

import pytest

from corved.problems import Changed, Clash, NotHere, Problem
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import ReasonNeeded, move_session
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from tests import given


@pytest.fixture
def lessons(world):
    """Mondays and Wednesdays, 17:00 London, from 2 March; the third is on Monday 9 March."""
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))


def wall(text):
    return datetime.fromisoformat(text)


def move(session, to, zone="Europe/London", reason="", **more):
    return move_session(session_id=session.id, local_start=wall(to), timezone=zone, reason=reason, **more)


def test_a_moved_session_keeps_its_first_time_and_its_length(world, lessons):
    move(lessons[2], "2026-03-10T18:30")
    move(lessons[2], "2026-03-11T08:00", zone="Asia/Karachi")

    now = given.session_now(lessons[2].id)
    assert now.status == "rescheduled"
    assert not now.needs_new_time
    assert now.original_start_utc == lessons[2].scheduled_start_utc
    assert now.scheduled_start_utc == datetime(2026, 3, 11, 3, tzinfo=UTC)
    assert now.scheduled_end_utc == datetime(2026, 3, 11, 4, tzinfo=UTC)
    assert (now.local_start, now.timezone) == (wall("2026-03-11T08:00"), "Asia/Karachi")


def test_the_audit_row_has_old_and_new_time_reason_and_actor(world, lessons, superuser):
    move(lessons[0], "2026-03-03T17:00", reason="School trip")

    _at, actor, details, reason = superuser.execute(
        "select at, actor_user_id, details, reason from audit_logs where action = 'session.moved'"
    ).fetchone()
    assert actor == world.admin
    assert reason == "School trip"
    assert details["from"]["scheduled_start_utc"] == "2026-03-02T17:00:00+00:00"
    assert details["to"]["scheduled_start_utc"] == "2026-03-03T17:00:00+00:00"
    assert details["exceptions"] == ["too little notice"]


def test_inside_the_cut_off_a_reason_is_needed(world, lessons):
    with pytest.raises(ReasonNeeded, match="less than 24 h") as refusal:
        move(lessons[0], "2026-03-05T17:00", reason="  ")

    assert refusal.value.field == "reason"
    assert given.session_now(lessons[0].id).status == "scheduled"


def test_24_hours_before_it_needs_none(world, lessons):
    with given.after(lessons[0].scheduled_start_utc, -24 * 60):
        assert move(lessons[0], "2026-03-05T17:00")


def test_outside_the_window_a_reason_is_needed(world, lessons):
    with pytest.raises(ReasonNeeded, match="outside the month"):
        move(lessons[2], "2026-04-02T17:00")

    assert move(lessons[2], "2026-04-02T17:00", reason="Agreed with the family")
    assert move(lessons[3], "2026-03-31T20:00")


def test_the_window_is_judged_in_the_zone_whose_clock_leads(world, lessons):
    # 1 April is the last day in London; 00:30 on 2 April in Karachi is still 1 April there.
    assert move(lessons[2], "2026-04-02T00:30", zone="Asia/Karachi")


def test_the_past_is_refused(world, lessons):
    with pytest.raises(Problem, match="in the past"):
        move(lessons[0], "2026-03-02T08:00", reason="Too late")


@pytest.mark.parametrize("status", ["done", "no_show_student"])
def test_what_counts_must_be_undone_first(world, lessons, status):
    with given.after(lessons[0].scheduled_end_utc):
        mark_session(session_id=lessons[0].id, status=status)
        with pytest.raises(Problem, match="Undo the mark first"):
            move(lessons[0], "2026-03-12T17:00", reason="x")


def test_a_tutors_absence_is_moved_to_its_make_up(world, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        mark_session(session_id=lessons[0].id, status="no_show_tutor")
        move(lessons[0], "2026-03-12T17:00", reason="Make-up")

    now = given.session_now(lessons[0].id)
    assert (now.status, now.marked_at) == ("rescheduled", None)


def test_a_session_that_waits_for_a_new_time_gets_it(world, lessons):
    mark_session(session_id=lessons[2].id, status="rescheduled")

    move(lessons[2], "2026-03-12T17:00")

    assert not given.session_now(lessons[2].id).needs_new_time


def test_a_clash_of_tutor_or_learner_is_refused_and_named(world, lessons):
    given.a_running_course(
        learner=world.zara, tutor=world.tutor, subject="Physics", pattern=given.a_schedule((2, 4), "10:00")
    )
    given.a_running_course(
        learner=world.student_learner,
        tutor=world.other_tutor,
        subject="Chemistry",
        pattern=given.a_schedule((2, 4), "12:00"),
    )

    with pytest.raises(Clash, match="Tariq Tutor teaches Zara Khan, Tue 10 Mar, 10:00–11:00 London, UTC\\+0"):
        move(lessons[2], "2026-03-10T10:30")
    with pytest.raises(Clash, match="Ayaan Sheikh has Chemistry with Bilal Ahmed"):
        move(lessons[2], "2026-03-10T12:30")
    with pytest.raises(Clash, match="teaches Ayaan Sheikh"):
        move(lessons[2], "2026-03-11T17:30")
    assert move(lessons[2], "2026-03-10T11:00")


def test_it_may_overlap_the_time_it_had(world, lessons):
    assert move(lessons[2], "2026-03-09T17:30")


def test_the_same_move_twice_is_one(world, lessons, superuser):
    assert move(lessons[2], "2026-03-10T18:30")
    assert not move(lessons[2], "2026-03-10T18:30")

    count = superuser.execute("select count(*) from audit_logs where action = 'session.moved'").fetchone()
    assert count == (1,)


def test_a_page_that_is_out_of_date_moves_nothing(world, lessons):
    seen = lessons[2].version
    with given.after(lessons[0].scheduled_start_utc):
        move(lessons[2], "2026-03-10T18:30")
        with pytest.raises(Changed):
            move(lessons[2], "2026-03-12T09:00", seen=seen)


def test_the_time_it_has_is_no_new_time(world, lessons):
    with pytest.raises(Problem, match="at this time already"):
        move(lessons[2], "2026-03-09T17:00")


def test_a_time_in_a_gap_is_an_hour_later(world, lessons):
    move(lessons[2], "2026-03-29T01:30", reason="Night owl")

    now = given.session_now(lessons[2].id)
    assert now.scheduled_start_utc == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert now.local_start == wall("2026-03-29T01:30")


def test_an_unknown_session_is_not_here(world):
    with pytest.raises(NotHere):
        move_session(session_id=world.admin, local_start=wall("2026-03-10T18:30"), timezone="Europe/London")


def test_a_move_is_undone_exactly(world, lessons, superuser):
    before = given.session_now(lessons[2].id).state()
    move(lessons[2], "2026-03-10T18:30")
    seen = given.session_now(lessons[2].id).version

    assert undo_move(session_id=lessons[2].id, seen=seen)
    assert not undo_move(session_id=lessons[2].id)

    assert given.session_now(lessons[2].id).state() == before
    actions = superuser.execute("select action from audit_logs where session_id = %s order by id", (lessons[2].id,))
    assert [row[0] for row in actions] == ["session.moved", "session.unmoved"]


def test_a_move_of_a_tutors_absence_is_undone_to_the_absence(world, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        mark_session(session_id=lessons[0].id, status="no_show_tutor")
        move(lessons[0], "2026-03-06T17:00", reason="Its make-up.")
        undo_move(session_id=lessons[0].id)

        assert given.session_now(lessons[0].id).status == "no_show_tutor"
        assert undo_mark(session_id=lessons[0].id)
        assert given.session_now(lessons[0].id).status == "scheduled"


def test_a_move_is_not_undone_to_a_time_that_is_past_or_taken(world, lessons):
    move(lessons[2], "2026-03-20T18:30")
    with given.after(lessons[2].scheduled_start_utc), pytest.raises(Problem, match="has passed"):
        undo_move(session_id=lessons[2].id)
    other = given.sessions_of(
        given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4)))
    )[0]
    move(other, lessons[2].local_start.isoformat())
    with pytest.raises(Clash, match="Zara Khan"):
        undo_move(session_id=lessons[2].id)


def test_neither_a_swap_nor_a_closures_move_is_undone_by_itself(world, lessons):
    swap_sessions(session_id=lessons[2].id, other_id=lessons[4].id)
    assert not undo_move(session_id=lessons[2].id)
    day = lessons[6].local_start.date()
    add_closure(closed=Closed("Break", day, day, "Europe/London"))
    assert given.session_now(lessons[6].id).status == "rescheduled"
    assert not undo_move(session_id=lessons[6].id)


def test_a_mark_after_a_move_is_undone_first(world, lessons):
    move(lessons[2], "2026-03-10T18:30")
    with given.after(given.session_now(lessons[2].id).scheduled_end_utc):
        mark_session(session_id=lessons[2].id, status="done")
        assert not undo_move(session_id=lessons[2].id)
        assert undo_mark(session_id=lessons[2].id)

    now = given.session_now(lessons[2].id)
    assert (now.status, now.local_start) == ("rescheduled", wall("2026-03-10T18:30"))


def test_a_move_is_undone_by_one_press_only(world, lessons):
    move(lessons[2], "2026-03-10T18:30")
    move(lessons[2], "2026-03-10T20:00")
    seen = given.session_now(lessons[2].id).version

    assert undo_move(session_id=lessons[2].id, seen=seen)
    assert not undo_move(session_id=lessons[2].id, seen=seen)

    assert given.session_now(lessons[2].id).local_start == wall("2026-03-10T18:30")


def test_a_move_is_not_undone_onto_a_closed_day_or_late_without_a_reason(world, lessons):
    move(lessons[2], "2026-03-12T18:30")
    day = lessons[2].local_start.date()
    closure = add_closure(closed=Closed("Break", day, day, "Europe/London"))
    with pytest.raises(Problem, match="needs a reason"):
        undo_move(session_id=lessons[2].id)
    remove_closure(closure_id=closure.id)
    with given.after(lessons[2].scheduled_start_utc, -60), pytest.raises(Problem, match="needs a reason"):
        undo_move(session_id=lessons[2].id)

    with given.after(lessons[2].scheduled_start_utc, -60):
        move(lessons[2], "2026-03-13T18:30", reason="A slip.")
        assert undo_move(session_id=lessons[2].id)


def test_no_session_comes_to_a_match_that_was_stopped(world, superuser, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        mark_session(session_id=lessons[0].id, status="no_show_tutor")
        mark_session(session_id=lessons[4].id, status="no_show_student")
        superuser.execute("update matches set status = 'ended'")
        with pytest.raises(Problem, match="This course is ended"):
            move(lessons[0], "2026-03-20T17:00", reason="x")
        with pytest.raises(Problem, match="This course is ended"):
            mark_session(session_id=lessons[4].id, status="scheduled")
        assert mark_session(session_id=lessons[0].id, status="done")


def test_a_move_that_is_undone_leaves_who_marked_when_and_makes_older_pages_stale(world, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        mark_session(session_id=lessons[0].id, status="no_show_tutor")
    before = given.session_now(lessons[0].id)
    assert before.marked_by_user_id == world.admin
    with given.after(lessons[0].scheduled_end_utc, 5):
        move(lessons[0], "2026-03-06T17:00", reason="Its make-up.")
    with given.after(lessons[0].scheduled_end_utc, 9):
        undo_move(session_id=lessons[0].id)

    after = given.session_now(lessons[0].id)
    assert (after.marked_at, after.marked_by_user_id) == (before.marked_at, before.marked_by_user_id)
    assert after.updated_at > before.updated_at
    assert after.updated_at == lessons[0].scheduled_end_utc + timedelta(minutes=9)


def test_for_an_hour_a_move_is_undone_without_a_reason(world, lessons):
    """The old time is inside the notice period by then."""
    late = lessons[2].scheduled_start_utc - timedelta(hours=20)
    with given.after(late):
        move(lessons[2], "2026-03-11T18:30", reason="They asked.")
    with given.after(late, 61), pytest.raises(Problem, match="needs a reason"):
        undo_move(session_id=lessons[2].id)
    with given.after(late, 60):
        assert undo_move(session_id=lessons[2].id)


def test_an_undone_move_brings_no_session_to_a_stopped_match(world, lessons):
    move(lessons[2], "2026-03-11T18:30")
    stop_match(match_id=lessons[2].match_id, status="paused")

    assert not undo_move(session_id=lessons[2].id)

    assert given.session_now(lessons[2].id).needs_new_time
