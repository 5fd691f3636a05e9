"""Creating a package's sessions: all of them, once, where everybody is free."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, date, datetime
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from corved.database.session import Identity, db, speak_for, transaction
from corved.models import Match, MatchPattern, Package, Request, Session
from corved.problems import Changed, Clash, NotHere, Problem
from corved.queries.timetable.busy_times import Slot
from corved.scheduling.windows import Window
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.generate import AlreadyGenerated, DoesNotFit
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.timetable.clashes import naming_clashes
from tests import given
from tests.patience import PATIENCE

SLOT = Slot(uuid4(), uuid4(), datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))


def generate(course, pattern=None, window=None, seen=None, reason="", **more):
    return generate_sessions(
        match_id=course.match,
        package_id=course.package,
        draft=given.a_draft(pattern, window, **more),
        reason=reason,
        seen=seen,
    )


def audit(superuser, action):
    return superuser.execute("select * from audit_logs where action = %s", (action,)).fetchall()


def test_it_writes_n_sessions_activates_match_and_request_and_leaves_an_audit_row(world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    assert generate(course) == 8

    sessions = given.sessions_of(course)
    assert [each.scheduled_start_utc for each in sessions][:2] == [
        datetime(2026, 3, 2, 17, tzinfo=UTC),
        datetime(2026, 3, 4, 17, tzinfo=UTC),
    ]
    assert {each.status for each in sessions} == {"scheduled"}
    assert {(each.tutor_user_id, each.account_user_id) for each in sessions} == {(world.tutor, world.student)}
    assert sessions[0].local_start == datetime(2026, 3, 2, 17)
    assert sessions[0].timezone == "Europe/London"
    match = db.get_one(Match, course.match)
    assert match.status == "active"
    kept = db.scalars(select(MatchPattern).where(MatchPattern.match_id == course.match)).one()
    assert (kept.since, kept.pattern) == (date(2026, 3, 2), given.a_schedule().to_json())
    assert db.get_one(Request, course.request).status == "active"
    assert len(audit(superuser, "sessions.generated")) == 1


def test_it_keeps_the_hour_on_the_wall_when_clocks_change(world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    generate(course, window=Window(date(2026, 3, 16), date(2026, 4, 15)))

    starts = [each.scheduled_start_utc.hour for each in given.sessions_of(course)]

    assert starts == [17, 17, 17, 17, 16, 16, 16, 16]


def test_it_refuses_a_second_generation(world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    generate(course)

    with pytest.raises(AlreadyGenerated, match="sessions of this month exist"):
        generate(course)

    assert len(given.sessions_of(course)) == 8
    assert len(audit(superuser, "sessions.generated")) == 1


def test_many_people_at_once_create_them_once(world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    def press(_):
        speak_for(Identity("app_admin", world.admin))
        try:
            return generate(course)
        except AlreadyGenerated:
            return "told"
        finally:
            db.remove()

    with ThreadPoolExecutor(8) as pool:
        answers = [each.result() for each in [pool.submit(copy_context().run, press, n) for n in range(16)]]

    assert answers.count(8) == 1
    assert answers.count("told") == 15
    assert len(given.sessions_of(course)) == 8
    assert len(audit(superuser, "sessions.generated")) == 1


def test_fifty_that_want_one_slot_at_once_one_gets_it_and_forty_nine_are_told_clearly(world, superuser):
    """Fifty matches of one tutor, fifty threads, real connections."""
    learners = [add_learner(account_user_id=world.stranger, full_name=f"Learner {number}") for number in range(50)]
    courses = [given.a_matched_course(learner=each, tutor=world.tutor) for each in learners]
    ready = Barrier(50)

    def press(course):
        speak_for(Identity("app_admin", world.admin))
        ready.wait(timeout=PATIENCE)
        try:
            return generate(course)
        except DoesNotFit as refusal:
            return {by.label for lost in refusal.plan.lost for by in lost.by}
        except Clash as refusal:
            return str(refusal)
        finally:
            db.remove()

    with ThreadPoolExecutor(50) as pool:
        answers = [each.result() for each in [pool.submit(copy_context().run, press, each) for each in courses]]

    assert answers.count(8) == 1
    winner = f"Tariq Tutor teaches Learner {answers.index(8)}"
    assert [each for each in answers if each != 8 and winner not in each] == []
    assert superuser.execute("select count(*) from sessions").fetchone() == (8,)


def test_it_writes_nothing_when_fewer_fit(world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, tier=12)

    with pytest.raises(DoesNotFit, match="Only 10 of 12 sessions fit") as refusal:
        generate(course)

    assert refusal.value.plan.missing == 2
    assert given.sessions_of(course) == []
    assert db.get_one(Match, course.match).status == "matched"
    assert audit(superuser, "sessions.generated") == []


def test_it_never_creates_in_the_past(world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    with pytest.raises(DoesNotFit):
        generate(course, window=Window(date(2026, 2, 2), date(2026, 3, 1)))

    assert given.sessions_of(course) == []


def test_it_goes_around_what_is_in_the_way_of_either(world):
    busy = given.a_running_course(
        learner=world.student_learner,
        tutor=world.other_tutor,
        subject="Physics",
        pattern=given.a_schedule((1, 5), "17:30"),
    )
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    with pytest.raises(DoesNotFit) as refusal:
        generate(course)

    lost = {each.occurrence.start for each in refusal.value.plan.lost}
    mondays = {
        each.scheduled_start_utc.date() for each in given.sessions_of(busy) if each.scheduled_start_utc.weekday() == 0
    }
    assert {each.date() for each in lost} == mondays


@pytest.mark.parametrize(
    ("missing", "says"),
    [({"paid": False}, "not fully paid yet"), ({"meet_link": None}, "no Meet link yet")],
)
def test_it_says_what_is_missing(world, missing, says):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, **missing)

    with pytest.raises(Problem, match=says):
        generate(course)


def test_it_refuses_a_plan_that_is_not_what_was_shown(world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    with pytest.raises(Changed, match="have changed since you looked"):
        generate(course, seen="0000000000000000")

    assert given.sessions_of(course) == []


def test_a_paused_match_gets_no_sessions(world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    stop_match(match_id=course.match, status="paused")

    with pytest.raises(Problem, match="paused"):
        generate(course)


def test_the_window_of_the_form_becomes_the_packages(world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    generate(course, window=Window(date(2026, 3, 9), date(2026, 4, 8)))

    package = db.get_one(Package, course.package)
    assert (package.start_date, package.end_date) == (date(2026, 3, 9), date(2026, 4, 8))


def test_an_unknown_match_is_not_here(world):
    with pytest.raises(NotHere):
        generate_sessions(match_id=world.admin, package_id=world.admin, draft=given.a_draft())


def test_another_plan_than_the_one_that_was_shown_is_refused(world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    shown = given.a_draft().plan(8, now=given.clock.now())

    with pytest.raises(Changed, match="have changed since you looked"):
        generate(course, pattern=given.a_schedule((2, 4)), seen=shown.digest)
    assert given.sessions_of(course) == []

    assert generate(course, seen=shown.digest) == 8


def test_days_that_overlap_another_package_are_refused_in_words(world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))

    with pytest.raises(Problem, match="overlap another month") as refusal:
        generate(course, window=Window(date(2026, 3, 16), date(2026, 4, 15)))

    assert refusal.value.field == "start_date"
    assert given.sessions_of(course) == []


def test_what_the_database_refuses_for_another_reason_is_no_clash(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    session = given.sessions_of(course)[0]
    of_no_length = update(Session).values(scheduled_end_utc=session.scheduled_start_utc).where(Session.id == session.id)

    with pytest.raises(IntegrityError, match="sessions_end_after_start"), transaction(), naming_clashes(SLOT, "UTC"):
        db.execute(of_no_length)


def test_the_date_that_a_moved_session_stands_for_is_not_given_again(world):
    """Monday 9 March was moved to Friday 13 March: when the others are created again, it stays."""
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    sessions = given.sessions_of(course)
    move_session(session_id=sessions[2].id, local_start=datetime(2026, 3, 13, 9), timezone="Europe/London")
    withdraw_sessions(match_id=course.match, package_id=course.package)

    assert generate(course) == 7

    dates = [f"{each.local_start:%a %d}" for each in given.sessions_of(course)]
    assert dates == ["Mon 02", "Wed 04", "Wed 11", "Fri 13", "Mon 16", "Wed 18", "Mon 23", "Wed 25"]
