"""A tutor leaves: all courses go to others in one act, and come back in one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from corved.database.session import db
from corved.models import Match, Session
from corved.problems import Changed, Problem
from corved.use_cases.matches.give_courses import give_courses
from corved.use_cases.matches.handover_record import GivenCourse
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.matches.undo_handover import Undone, undo_handover
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.messages.waiting import letters, send_everything

SINCE = date(2026, 3, 1)
LEFT_OUT = {"updated_at", "updated_by_user_id", "sequence", "changed_at"}


@pytest.fixture
def courses(world):
    """Two of the tutor who leaves; the third is taught by another tutor at the hours of the second."""
    first = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    second = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4), "15:00"))
    given.a_running_course(
        learner=world.yusuf, tutor=world.other_tutor, subject="Physics", pattern=given.a_schedule((2, 0), "15:30")
    )
    return first, second


def everything(courses):
    db.expire_all()
    rows = [
        {name: getattr(each, name) for name in Session.__table__.columns.keys() if name not in LEFT_OUT}  # noqa: SIM118
        for course in courses
        for each in sorted(given.sessions_of(course), key=lambda each: each.id)
    ]
    matches = [db.get_one(Match, each.match) for each in courses]
    links = db.execute(text("select match_id, tutor_user_id, meet_link from meet_links order by 1, 2, 3")).all()
    return rows, [(each.tutor_user_id, each.tutor_since, each.meet_link) for each in matches], links


def order(courses, *tutors):
    return [GivenCourse(course.match, tutor) for course, tutor in zip(courses, tutors, strict=True)]


def test_all_go_at_their_times_and_what_cannot_waits_for_another(world, courses):
    done = give_courses(tutor_id=world.tutor, courses=order(courses, world.owner, world.other_tutor), since=SINCE)

    first, second = courses
    assert {each.tutor_user_id for each in given.sessions_of(first)} == {world.owner}
    assert {each.tutor_user_id for each in given.sessions_of(second)} == {world.other_tutor}
    waiting = [each for each in given.sessions_of(second) if each.needs_new_time]
    assert {each.local_start.isoweekday() for each in waiting} == {2}
    assert (done.courses, done.sessions, done.set_aside) == (2, 16, len(waiting))
    assert [db.get_one(Match, each.match).tutor_user_id for each in courses] == [world.owner, world.other_tutor]


def test_one_undo_restores_everything_and_nobody_is_told(world, courses):
    send_everything()
    before = everything(courses)
    done = give_courses(tutor_id=world.tutor, courses=order(courses, world.owner, world.other_tutor), since=SINCE)
    assert all(each.due.is_held for each in letters() if each.due.situation.startswith("tutor_changed"))

    assert undo_handover(handover_id=done.id) == Undone(2, 0)

    assert everything(courses) == before
    assert letters() == []
    with pytest.raises(Changed, match="undone already"):
        undo_handover(handover_id=done.id)


def test_all_or_none(world, courses):
    before = everything(courses)
    with pytest.raises(Problem, match="Choose a tutor"):
        give_courses(tutor_id=world.tutor, courses=order(courses, world.owner, world.student), since=SINCE)
    with pytest.raises(Problem, match="at least one"):
        give_courses(tutor_id=world.tutor, courses=[], since=SINCE)
    with pytest.raises(Changed):
        give_courses(tutor_id=world.owner, courses=order(courses, world.tutor, world.tutor), since=SINCE)
    assert everything(courses) == before


def test_a_course_that_has_a_third_tutor_since_stops_the_undo_as_a_whole(world, courses):
    done = give_courses(tutor_id=world.tutor, courses=order(courses, world.owner, world.owner), since=SINCE)
    reassign_tutor(match_id=courses[0].match, tutor_id=world.other_tutor, since=SINCE)
    before = everything(courses)

    with pytest.raises(Changed, match="has another tutor since then"):
        undo_handover(handover_id=done.id)

    assert everything(courses) == before


def test_what_was_taught_since_stays_with_who_taught_it(world, courses):
    done = give_courses(tutor_id=world.tutor, courses=order(courses, world.owner, world.owner), since=SINCE)
    session = given.sessions_of(courses[0])[0]
    with given.after(session.scheduled_end_utc):
        mark_session(session_id=session.id, status="done")
        undo_handover(handover_id=done.id)
    tutors = [each.tutor_user_id for each in given.sessions_of(courses[0])]
    assert tutors == [world.owner, *[world.tutor] * 7]


def test_a_substitute_who_gets_the_course_keeps_the_link_they_have(world, courses):
    session = given.sessions_of(courses[0])[2]
    link = given.OTHER_MEET_LINK
    substitute_tutor(match_id=courses[0].match, session_ids=[session.id], tutor_id=world.owner, meet_link=link)

    done = give_courses(tutor_id=world.tutor, courses=order(courses[:1], world.owner), since=SINCE)
    assert db.get_one(Match, courses[0].match).meet_link == link
    assert undo_handover(handover_id=done.id) == Undone(1, 1)

    links = db.execute(text("select tutor_user_id, meet_link from meet_links")).all()
    assert (world.owner, link) in [tuple(each) for each in links]
    assert given.sessions_of(courses[0])[2].tutor_user_id == world.owner


def test_what_waits_for_a_new_time_goes_too_and_comes_back(world, courses):
    session = given.sessions_of(courses[0])[0]
    with given.after(session.scheduled_end_utc):
        mark_session(session_id=session.id, status="rescheduled")
        done = give_courses(tutor_id=world.tutor, courses=order(courses[:1], world.owner), since=date(2026, 3, 3))
        assert given.sessions_of(courses[0])[0].tutor_user_id == world.owner
        undo_handover(handover_id=done.id)
        assert given.sessions_of(courses[0])[0].tutor_user_id == world.tutor


def test_two_families_get_no_common_link(world, courses):
    given_away = [GivenCourse(each.match, world.owner, given.OTHER_MEET_LINK) for each in courses]
    with pytest.raises(Problem, match="belongs to another family"):
        give_courses(tutor_id=world.tutor, courses=given_away, since=SINCE)


def test_what_was_moved_since_is_counted_as_staying(world, courses):
    done = give_courses(tutor_id=world.tutor, courses=order(courses, world.owner, world.owner), since=SINCE)
    session = given.sessions_of(courses[0])[3]
    move_session(session_id=session.id, local_start=session.local_start + timedelta(hours=1), timezone=session.timezone)

    assert undo_handover(handover_id=done.id) == Undone(2, 1)
