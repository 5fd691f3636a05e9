"""Another tutor from a day on."""

from datetime import date, datetime

import psycopg
import pytest
from sqlalchemy import select, text

from corved.database.session import db
from corved.models import AuditLog, Match
from corved.problems import Changed, Clash, Problem
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.use_cases.sessions.add_session import NewSession, add_session
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.undo_move import undo_move
from tests import given


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def test_sessions_to_come_go_over_and_held_ones_stay_with_who_taught_them(world, course):
    sessions = given.sessions_of(course)
    with given.after(sessions[2].scheduled_end_utc):
        mark_session(session_id=sessions[0].id, status="done")
        count = reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 16))

    assert count == 4
    assert [each.tutor_user_id for each in given.sessions_of(course)] == [world.tutor] * 4 + [world.other_tutor] * 4
    assert db.get_one(Match, course.match).tutor_user_id == world.other_tutor
    assert len(db.scalars(select(AuditLog).where(AuditLog.action == "session.reassigned")).all()) == 4


def test_the_old_tutor_keeps_seeing_own_past_sessions_and_no_others(world, course):
    with given.after(given.sessions_of(course)[2].scheduled_end_utc):
        reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 10))

    with given.speaking_for("app_tutor", world.tutor):
        assert len(db.execute(text("select id from sessions")).all()) == 3
    with given.speaking_for("app_tutor", world.other_tutor):
        assert len(db.execute(text("select id from sessions")).all()) == 5


def test_what_is_in_the_way_of_the_new_tutor_is_named_every_one_and_nothing_changes(world, course):
    given.a_running_course(
        learner=world.zara, tutor=world.other_tutor, subject="Physics", pattern=given.a_schedule((3, 5), "17:30")
    )

    with pytest.raises(Clash) as refusal:
        reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 10))

    assert str(refusal.value).count("Bilal Ahmed teaches Zara Khan") == 3
    assert {each.tutor_user_id for each in given.sessions_of(course)} == {world.tutor}
    assert db.get_one(Match, course.match).tutor_user_id == world.tutor


def test_who_cannot_be(world, course):
    with pytest.raises(Problem, match="is the tutor already"):
        reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=date(2026, 3, 10))
    with pytest.raises(Problem, match="Choose a tutor"):
        reassign_tutor(match_id=course.match, tutor_id=world.student, since=date(2026, 3, 10))
    with pytest.raises(Changed):
        reassign_tutor(
            match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 10), seen=world.other_tutor
        )


def test_until_their_first_day_nothing_new_is_given_to_the_new_tutor(world, course):
    reassign_tutor(
        match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 16), meet_link=given.OTHER_MEET_LINK
    )
    last = given.sessions_of(course)[-1]
    remove_session(session_id=last.id)

    def add(day):
        new = NewSession(datetime(2026, 3, day, 12, 0), "Europe/London")
        return add_session(match_id=course.match, package_id=course.package, new=new)

    with pytest.raises(Problem, match="Bilal Ahmed teaches from Mon 16 Mar on"):
        add(13)
    with pytest.raises(Problem, match="teaches from Mon 16 Mar on"):
        change_schedule(match_id=course.match, since=date(2026, 3, 10), pattern=given.a_schedule((2, 4)))
    assert given.session_now(add(17)).tutor_user_id == world.other_tutor


def test_what_is_moved_past_the_day_goes_to_the_new_tutor_and_back_with_an_undo(world, course):
    first, second, *_others = given.sessions_of(course)
    with given.after(first.scheduled_end_utc):
        mark_session(session_id=first.id, status="no_show_tutor")
        reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 16))
        for session, to in ((first, datetime(2026, 3, 20, 17, 0)), (second, datetime(2026, 3, 13, 17, 0))):
            move_session(session_id=session.id, local_start=to, timezone="Europe/London", reason="x")

        assert given.session_now(first.id).tutor_user_id == world.other_tutor
        assert given.session_now(second.id).tutor_user_id == world.tutor
        assert undo_move(session_id=first.id)
        assert given.session_now(first.id).tutor_user_id == world.tutor


def test_nobody_is_given_sessions_in_their_leave(world, course):
    leave = Closed("Hajj", date(2026, 3, 8), date(2026, 3, 17), "Asia/Karachi", True)
    add_closure(closed=leave, tutor_id=world.other_tutor)

    with pytest.raises(Problem, match=r"on leave on Mon 9 Mar, Wed 11 Mar, Mon 16 Mar\."):
        reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 3))

    assert reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 18)) == 3


def test_an_ended_match_keeps_its_tutor(world, course):
    with given.after(given.sessions_of(course)[-1].scheduled_end_utc):
        stop_match(match_id=course.match, status="ended")

        with pytest.raises(Problem, match="This course has ended"):
            reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 30))

    assert db.get_one(Match, course.match).tutor_user_id == world.tutor


@pytest.mark.parametrize(
    ("moved_to", "zone"),
    [(datetime(2026, 3, 23, 22), "America/New_York"), (datetime(2026, 3, 24, 7), "Asia/Karachi")],
)
def test_the_day_is_one_of_the_schedules_zone_wherever_a_move_was_typed(world, moved_to, zone):
    course = given.a_running_course(
        learner=world.student_learner,
        tutor=world.tutor,
        first=date(2026, 3, 9),
        pattern=given.a_schedule((1, 3), "20:00", "America/New_York"),
    )
    monday = given.sessions_of(course)[4]
    move_session(session_id=monday.id, local_start=moved_to, timezone=zone, reason="a trip")

    assert reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 24)) == 3
    assert given.session_now(monday.id).tutor_user_id == world.tutor


def test_a_tutor_who_is_not_approved_for_subject_and_level_takes_no_match(course, world, superuser):
    set_tutor_subjects(tutor_id=world.other_tutor, is_approved=True, subjects=[])
    with pytest.raises(Problem, match="Bilal Ahmed is not approved for Math, O Levels"):
        reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 2))
    with pytest.raises(psycopg.Error, match="not approved"):
        superuser.execute("update matches set tutor_user_id = %s where id = %s", (world.other_tutor, course.match))
