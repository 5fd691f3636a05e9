"""Removing one session or all upcoming ones, and the status of the match afterwards."""

import pytest

from corved.database.session import db
from corved.models import Match, Request
from corved.problems import Problem
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.sessions.remove_session import remove_session
from tests import given


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def status_of(course):
    found = db.get_one(Match, course.match, populate_existing=True).status
    request = db.get_one(Request, course.request, populate_existing=True).status
    db.rollback()
    assert found == request
    return found


def test_a_match_is_active_until_its_last_session_is_removed(world, course):
    given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    *others, last = given.sessions_of(course)
    for each in others:
        remove_session(session_id=each.id)
        assert status_of(course) == "active"

    remove_session(session_id=last.id)

    assert status_of(course) == "matched"


def test_a_session_that_begins_now_is_neither_removed_nor_taken_along(course):
    first = given.sessions_of(course)[0]
    with given.after(first.scheduled_start_utc):
        with pytest.raises(Problem, match="Only a session to come"):
            remove_session(session_id=first.id)

        stopped = stop_match(match_id=course.match, status="paused")

    assert stopped.removed == 7
    assert [each.id for each in given.sessions_of(course)] == [first.id]
