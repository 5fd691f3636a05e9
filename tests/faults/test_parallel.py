"""Many at once: every press is answered, nobody meets a deadlock, and the account still adds up."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from corved import clock
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Refusal
from corved.scheduling.obstacles import Closed
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from corved.use_cases.sessions.add_session import NewSession, add_session
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session
from corved.use_cases.sessions.tutor_undo_mark import tutor_undo_mark
from corved.use_cases.sessions.undo_mark import undo_mark
from tests import given
from tests.faults.what_holds import it_holds

LONDON = "Europe/London"


def all_at_once(acts: list[tuple[Identity, Callable[[], object]]]) -> Counter[str]:
    """Each in a thread of its own, from one instant on. What came of them: "done", or the name of the refusal."""
    now, ready = clock.now(), threading.Barrier(len(acts))
    found: list[str] = []

    def one(identity: Identity, act: Callable[[], object]) -> None:
        try:
            with clock.at(now):
                speak_for(identity)
                ready.wait()
                found.append("done" if act() else "same")
        except Refusal as problem:
            found.append(type(problem).__name__)
        except BaseException as error:
            found.append(repr(error)[:300])
        finally:
            db.remove()

    threads = [threading.Thread(target=one, args=each) for each in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(found)


@pytest.fixture
def admin(world):
    return Identity("app_admin", world.admin)


@pytest.fixture
def tutor(world):
    return Identity("app_tutor", world.tutor)


def events(superuser, session):
    rows = superuser.execute("select action from audit_logs where session_id = %s order by id", (session.id,))
    return [row[0] for row in rows]


def test_fifty_equal_marks_are_one_event(world, admin, tutor, superuser):
    lesson = given.sessions_of(given.a_running_course(learner=world.zara, tutor=world.tutor))[0]
    with given.after(lesson.scheduled_end_utc):
        found = all_at_once(
            [(tutor, partial(tutor_mark_session, session_id=lesson.id, status="done", seen=lesson.version))] * 25
            + [(admin, partial(mark_session, session_id=lesson.id, status="done", seen=lesson.version))] * 25
        )

    assert found == {"done": 1, "same": 49}
    assert events(superuser, lesson) == ["session.marked"]


def test_fifty_marks_and_undos_leave_a_log_in_which_each_follows_from_the_one_before(world, admin, tutor, superuser):
    lesson = given.sessions_of(given.a_running_course(learner=world.zara, tutor=world.tutor))[0]
    with given.after(lesson.scheduled_end_utc):
        found = all_at_once(
            [(tutor, partial(tutor_mark_session, session_id=lesson.id, status="done"))] * 10
            + [(tutor, partial(tutor_mark_session, session_id=lesson.id, status="no_show_student"))] * 5
            + [(tutor, partial(tutor_undo_mark, session_id=lesson.id))] * 10
            + [(admin, partial(mark_session, session_id=lesson.id, status="no_show_tutor"))] * 10
            + [(admin, partial(undo_mark, session_id=lesson.id))] * 15
        )

    assert set(found) <= {"done", "same", "Changed", "Problem"}, found
    assert found["done"] == len(events(superuser, lesson)) > 0
    it_holds(superuser)


@pytest.mark.parametrize("run", range(5))
def test_generating_moving_marking_and_reassigning_one_match_at_once(world, admin, superuser, run):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    package = sell_package(request_id=course.request, terms=Terms(8, date(2026, 4, 2)))
    record_payment(package_id=package, amount=24000, paid_on=date(2026, 4, 2))
    draft = given.a_draft(window=given.one_month(date(2026, 4, 2)))
    lessons = given.sessions_of(course)
    away = timedelta(days=1, hours=run)

    def move(lesson):
        at = lesson.local_start + away
        return partial(move_session, session_id=lesson.id, local_start=at, timezone=LONDON, reason="x")

    with given.after(lessons[2].scheduled_end_utc):
        found = all_at_once(
            [
                *[(admin, partial(generate_sessions, match_id=course.match, package_id=package, draft=draft))] * 3,
                *[(admin, move(each)) for each in lessons[3:7]],
                *[(admin, partial(mark_session, session_id=each.id, status="no_show_tutor")) for each in lessons[:3]],
                (admin, partial(swap_sessions, session_id=lessons[3].id, other_id=lessons[4].id, reason="x")),
                (admin, partial(swap_sessions, session_id=lessons[5].id, other_id=lessons[4].id, reason="x")),
                *[
                    (admin, partial(reassign_tutor, match_id=course.match, tutor_id=each, since=date(2026, 3, 9)))
                    for each in (world.other_tutor, world.owner)
                ],
                *[(admin, partial(withdraw_sessions, match_id=course.match, package_id=course.package))] * 2,
                *[(admin, make_up(course, each, lessons)) for each in lessons[:2]],
            ]
        )

    allowed = {"done", "same", "Changed", "Problem", "Clash", "ReasonNeeded", "NotHere", "AlreadyGenerated"}
    assert set(found) <= allowed, found
    assert found["done"] >= 4
    it_holds(superuser)


def make_up(course, owed, lessons):
    new = NewSession(lessons[-1].local_start + timedelta(hours=3), LONDON, makes_up_id=owed.id)
    return partial(add_session, match_id=course.match, package_id=course.package, new=new, reason="x")


@pytest.mark.parametrize("run", range(3))
def test_two_sessions_that_move_into_each_others_time_at_once_are_both_answered(world, admin, superuser, run):
    """Each waits for the other's slot: the database ends one of the two, and it begins again."""
    lessons = given.sessions_of(given.a_running_course(learner=world.zara, tutor=world.tutor))
    others = given.sessions_of(
        given.a_running_course(learner=world.yusuf, tutor=world.tutor, pattern=given.a_schedule((1, 3), "19:00"))
    )

    def to(lesson, other):
        where = other.local_start
        return partial(move_session, session_id=lesson.id, local_start=where, timezone=LONDON, reason="x")

    found = all_at_once(
        [(admin, to(one, other)) for one, other in zip(lessons[1:], others[1:], strict=True)]
        + [(admin, to(other, one)) for one, other in zip(lessons[1:], others[1:], strict=True)]
    )

    assert set(found) <= {"done", "Clash"}, found
    it_holds(superuser)


def test_a_use_case_that_loses_a_deadlock_begins_again(world, admin):
    """Two transactions take two locks in opposite order: PostgreSQL ends one of them after a second."""
    both_hold_one, tries = threading.Barrier(2), Counter()

    @again_on_deadlock
    def take(first: int, second: int) -> bool:
        tries[first] += 1
        with transaction():
            db.execute(text("select pg_advisory_xact_lock(:key)"), {"key": first})
            if tries[first] == 1:
                both_hold_one.wait()
            db.execute(text("select pg_advisory_xact_lock(:key)"), {"key": second})
        return True

    found = all_at_once([(admin, partial(take, 1, 2)), (admin, partial(take, 2, 1))])

    assert found == {"done": 2}
    assert sorted(tries.values()) == [1, 2]


def test_eight_equal_presses_give_one_row_and_one_audit_row(world, admin, superuser, cast_put_back):
    """Adding a learner, a closure, a rejected payment, hours, and a schedule."""
    waiting = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    hours = WeeklyHours("Europe/London", ((1, 600, 900),))
    closed = Closed("Eid", date(2026, 3, 20), date(2026, 3, 21), "Asia/Karachi")
    rejected = {"package_id": waiting.package, "amount": 24000, "paid_on": date(2026, 3, 2), "status": "rejected"}
    change = {"match_id": waiting.match, "since": date(2026, 3, 9), "pattern": given.a_schedule()}
    for action, act in (
        ("learner.added", partial(add_learner, account_user_id=world.parent, full_name="Omar Khan")),
        ("closure.added", partial(add_closure, closed=closed)),
        ("package.payment_rejected", partial(record_payment, **rejected)),
        ("tutor.hours_changed", partial(set_weekly_hours, tutor_id=world.tutor, hours=hours)),
        ("schedule.changed", partial(change_schedule, **change)),
    ):
        [last] = superuser.execute("select coalesce(max(id), 0) from audit_logs").fetchone()
        all_at_once([(admin, act)] * 8)
        query = "select count(*) from audit_logs where id > %s and action = %s"
        assert superuser.execute(query, (last, action)).fetchone() == (1,), action
    for table, of in (("closures", "true"), ("payments", "true"), ("learners", "full_name = 'Omar Khan'")):
        assert superuser.execute(f"select count(*) from {table} where {of}").fetchone() == (1,), table
