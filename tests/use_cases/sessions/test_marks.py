"""Marks: by tutors through the database's function, by admins, undone, and never twice."""

import pytest

from corved.problems import Changed, Clash, NotHere, Problem, SignedOut
from corved.queries.sessions.session_page import session_for_admin
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session
from corved.use_cases.sessions.tutor_undo_mark import tutor_undo_mark
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from corved.use_cases.sessions.write_note import write_note
from tests import given


@pytest.fixture
def lesson(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]


def history(superuser, session):
    rows = superuser.execute("select action from audit_logs where session_id = %s order by id", (session.id,))
    return [row[0] for row in rows.fetchall()]


def test_a_tutor_marks_from_the_start_on(world, lesson, superuser):
    with given.speaking_for("app_tutor", world.tutor):
        with given.after(lesson.scheduled_start_utc, -1), pytest.raises(Problem, match="from the moment it starts"):
            tutor_mark_session(session_id=lesson.id, status="done")
        with given.after(lesson.scheduled_start_utc):
            assert tutor_mark_session(session_id=lesson.id, status="done", notes="Fractions.")

    now = given.session_now(lesson.id)
    assert (now.status, now.tutor_notes, now.marked_by_user_id) == ("done", "Fractions.", world.tutor)
    assert now.marked_at == lesson.scheduled_start_utc
    assert history(superuser, lesson) == ["session.marked"]


def test_the_same_mark_twice_is_one_event(world, lesson, superuser):
    with given.speaking_for("app_tutor", world.tutor), given.after(lesson.scheduled_end_utc):
        assert tutor_mark_session(session_id=lesson.id, status="done")
        assert not tutor_mark_session(session_id=lesson.id, status="done")

    assert history(superuser, lesson) == ["session.marked"]


def test_a_mark_on_what_was_marked_otherwise_overwrites_nothing(world, lesson):
    with given.after(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="no_show_student")
        with (
            given.speaking_for("app_tutor", world.tutor),
            pytest.raises(Changed, match="Amna Rizvi changed this session in the meantime: it is “student absent” now"),
        ):
            tutor_mark_session(session_id=lesson.id, status="done")

    assert given.session_now(lesson.id).status == "no_show_student"


def test_a_mark_without_a_note_keeps_the_note(world, lesson):
    with given.speaking_for("app_tutor", world.tutor), given.after(lesson.scheduled_end_utc):
        tutor_mark_session(session_id=lesson.id, status=None, notes="Bring the book.")
        tutor_mark_session(session_id=lesson.id, status="done")

    assert given.session_now(lesson.id).tutor_notes == "Bring the book."


def test_undo_restores_status_note_and_mark(world, lesson, superuser):
    with given.speaking_for("app_tutor", world.tutor):
        with given.after(lesson.scheduled_end_utc):
            tutor_mark_session(session_id=lesson.id, status="no_show_student", notes="Waited 20 minutes.")
        with given.after(lesson.scheduled_end_utc, 23 * 60):
            assert tutor_undo_mark(session_id=lesson.id)
            assert not tutor_undo_mark(session_id=lesson.id)

    now = given.session_now(lesson.id)
    assert (now.status, now.tutor_notes, now.marked_at, now.marked_by_user_id) == ("scheduled", None, None, None)
    assert history(superuser, lesson) == ["session.marked", "session.unmarked"]


def test_undo_keeps_a_note_that_was_written_after_the_mark(world, lesson):
    with given.speaking_for("app_tutor", world.tutor), given.after(lesson.scheduled_end_utc):
        tutor_mark_session(session_id=lesson.id, status="done")
        tutor_mark_session(session_id=lesson.id, status=None, notes="Written later.")
        tutor_undo_mark(session_id=lesson.id)

    assert given.session_now(lesson.id).tutor_notes == "Written later."


def test_a_tutor_undoes_for_24_hours_an_admin_always(world, lesson):
    with given.speaking_for("app_tutor", world.tutor):
        with given.after(lesson.scheduled_end_utc):
            tutor_mark_session(session_id=lesson.id, status="done")
        with given.after(lesson.scheduled_end_utc, 24 * 60 + 1), pytest.raises(Problem, match="24 hours"):
            tutor_undo_mark(session_id=lesson.id)
    with given.after(lesson.scheduled_end_utc, 60 * 24 * 90):
        assert undo_mark(session_id=lesson.id)

    assert given.session_now(lesson.id).status == "scheduled"


def test_a_tutor_does_not_undo_what_an_admin_marked(world, lesson):
    with given.after(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="done")
        with given.speaking_for("app_tutor", world.tutor), pytest.raises(Problem, match="The academy set this mark"):
            tutor_undo_mark(session_id=lesson.id)

    assert given.session_now(lesson.id).status == "done"


def test_marks_are_undone_one_by_one(world, lesson):
    with given.after(lesson.scheduled_end_utc):
        for status in ("no_show_tutor", "no_show_student", "done"):
            mark_session(session_id=lesson.id, status=status)
        seen = []
        while undo_mark(session_id=lesson.id):
            seen.append(given.session_now(lesson.id).status)

    assert seen == ["no_show_student", "no_show_tutor", "scheduled"]


def test_a_second_press_of_undo_takes_back_nothing_more(world, lesson):
    with given.after(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="no_show_tutor")
        mark_session(session_id=lesson.id, status="done")
        seen = given.session_now(lesson.id).version

        assert undo_mark(session_id=lesson.id, seen=seen)
        assert not undo_mark(session_id=lesson.id, seen=seen)
        assert given.session_now(lesson.id).status == "no_show_tutor"
        mark_session(session_id=lesson.id, status="no_show_student")
        with pytest.raises(Changed, match="student absent"):
            undo_mark(session_id=lesson.id, seen=seen)


def test_a_mark_that_a_closure_came_after_is_not_undone(world, lesson):
    last = given.sessions_of_match(lesson.match_id)[-1]
    mark_session(session_id=last.id, status="no_show_student")
    mark_session(session_id=last.id, status="scheduled")
    day = last.local_start.date()
    add_closure(closed=Closed("Break", day, day, "Europe/London"), chosen={last.id: ""})

    assert not undo_mark(session_id=last.id)

    assert given.session_now(last.id).needs_new_time
    assert given.session_now(last.id).marked_at is None


def test_another_tutor_a_student_and_nobody_mark_nothing(world, lesson):
    with given.after(lesson.scheduled_end_utc):
        with given.speaking_for("app_tutor", world.other_tutor), pytest.raises(NotHere):
            tutor_mark_session(session_id=lesson.id, status="done")
        with given.speaking_for("app_tutor", None), pytest.raises(SignedOut, match="Sign in again"):
            tutor_mark_session(session_id=lesson.id, status="done")
        for role in ("app_student", "app_anonymous", "app_admin"):
            with given.speaking_for(role, world.tutor), pytest.raises(Exception, match="permission denied"):
                tutor_mark_session(session_id=lesson.id, status="done")

    assert given.session_now(lesson.id).status == "scheduled"


def test_needs_a_new_time_gives_up_the_slot_and_undo_takes_it_back(world, lesson):
    with given.speaking_for("app_tutor", world.tutor):
        tutor_mark_session(session_id=lesson.id, status="rescheduled")
        assert given.session_now(lesson.id).needs_new_time
        tutor_undo_mark(session_id=lesson.id)

    now = given.session_now(lesson.id)
    assert (now.status, now.needs_new_time) == ("scheduled", False)


def test_an_admin_sets_any_status_but_not_done_before_the_start(world, lesson):
    with given.after(lesson.scheduled_start_utc, -1), pytest.raises(Problem, match="before it starts"):
        mark_session(session_id=lesson.id, status="done")
    with given.after(lesson.scheduled_end_utc):
        for status in ("done", "no_show_student", "no_show_tutor", "rescheduled", "scheduled"):
            assert mark_session(session_id=lesson.id, status=status)
            assert given.session_now(lesson.id).status == status
        with pytest.raises(Problem, match="not a status"):
            mark_session(session_id=lesson.id, status="cancelled")


def test_an_admin_does_not_overwrite_what_changed_since_the_page_was_made(world, lesson):
    with given.after(lesson.scheduled_end_utc):
        with given.speaking_for("app_tutor", world.tutor):
            tutor_mark_session(session_id=lesson.id, status="no_show_student")
        with pytest.raises(
            Changed, match=r"Tariq Tutor changed this session in the meantime: it is “student absent” now"
        ):
            mark_session(session_id=lesson.id, status="done", seen=lesson.version)

    assert given.session_now(lesson.id).status == "no_show_student"


def test_both_sides_write_the_same_shape_of_audit_row(world, lesson, superuser):
    with given.after(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="done")
        undo_mark(session_id=lesson.id)
        with given.speaking_for("app_tutor", world.tutor):
            tutor_mark_session(session_id=lesson.id, status="done")

    rows = superuser.execute("select details from audit_logs where action = 'session.marked' order by id").fetchall()
    by_admin, by_tutor = (row[0] for row in rows)
    assert by_admin["from"].keys() == by_tutor["from"].keys() == by_tutor["to"].keys()
    assert by_admin["from"]["scheduled_start_utc"] == by_tutor["from"]["scheduled_start_utc"]


def test_an_admin_writes_a_note_in_the_tutors_place(world, lesson, superuser):
    assert write_note(session_id=lesson.id, notes=" Exercise 6B. ")
    assert not write_note(session_id=lesson.id, notes="Exercise 6B.")
    assert write_note(session_id=lesson.id, notes="")

    assert given.session_now(lesson.id).tutor_notes is None
    assert history(superuser, lesson) == ["session.noted", "session.noted"]


def test_a_done_session_that_would_overlap_another_is_refused_and_named(world):
    first = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    mark_session(session_id=first.id, status="rescheduled")
    other = given.sessions_of(
        given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4), "10:00"))
    )[0]
    move_session(
        session_id=other.id, local_start=first.local_start, timezone=first.timezone, reason="The only free hour"
    )

    with given.after(first.scheduled_end_utc), pytest.raises(Clash, match="Tariq Tutor teaches Zara Khan, Mon 2 Mar"):
        mark_session(session_id=first.id, status="done")
    with pytest.raises(Clash, match="Zara Khan"):
        undo_mark(session_id=first.id)

    assert given.session_now(first.id).needs_new_time


def test_a_tutors_undo_on_a_stale_page_takes_back_nothing_newer(world, lesson):
    with given.after(lesson.scheduled_end_utc), given.speaking_for("app_tutor", world.tutor):
        tutor_mark_session(session_id=lesson.id, status="done")
        seen = given.session_now(lesson.id).version
        assert tutor_undo_mark(session_id=lesson.id, seen=seen)
        assert not tutor_undo_mark(session_id=lesson.id, seen=seen)
        tutor_mark_session(session_id=lesson.id, status="no_show_student", notes="Waited.")
        with pytest.raises(Changed, match="it is “student absent” now"):
            tutor_undo_mark(session_id=lesson.id, seen=seen)

    now = given.session_now(lesson.id)
    assert (now.status, now.tutor_notes) == ("no_show_student", "Waited.")


def test_the_same_status_set_again_by_somebody_else_is_another_version(world, lesson):
    with given.after(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="done")
        seen = given.session_now(lesson.id).version
    with given.after(lesson.scheduled_end_utc, 5):
        mark_session(session_id=lesson.id, status="no_show_student")
        mark_session(session_id=lesson.id, status="done")
        with pytest.raises(Changed):
            undo_mark(session_id=lesson.id, seen=seen)


def test_a_tutor_undoes_their_flag_after_an_admin_took_back_a_move(world, lesson):
    last = given.sessions_of_match(lesson.match_id)[-1]
    with given.speaking_for("app_tutor", world.tutor):
        tutor_mark_session(session_id=last.id, status="rescheduled")
    move_session(session_id=last.id, local_start=last.local_start.replace(hour=12), timezone=last.timezone, reason="x")
    assert undo_move(session_id=last.id)

    with given.speaking_for("app_tutor", world.tutor):
        assert tutor_undo_mark(session_id=last.id)

    assert given.session_now(last.id).status == "scheduled"


def test_what_waited_for_a_time_on_a_day_that_is_closed_meanwhile_stays_off_it(world, lesson):
    last = given.sessions_of_match(lesson.match_id)[-1]
    with given.speaking_for("app_tutor", world.tutor):
        tutor_mark_session(session_id=last.id, status="rescheduled")
    day = last.local_start.date()
    closure = add_closure(closed=Closed("Break", day, day, "Europe/London"))

    with given.speaking_for("app_tutor", world.tutor):
        assert not tutor_undo_mark(session_id=last.id)
    assert given.session_now(last.id).needs_new_time
    assert session_for_admin(last.id).origin == "closed for Break"
    remove_closure(closure_id=closure.id)
    assert given.session_now(last.id).marked_by_user_id == world.tutor
