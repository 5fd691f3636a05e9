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


def test_it_says_what_counts_and_the_match_offers_it_again(client, world, course):
    lesson = given.sessions_of(course)[3]
    client.sign_in_as(world.admin).get(f"/admin/sessions/{lesson.id}/removal")
    assert "The month has 8 sessions" in client.page.says("main")
    form = {"seen": client.page.soup.select_one("[name=seen]")["value"], "reason": "An exam."}

    client.post(f"/admin/sessions/{lesson.id}/removal", form | {"reason": "x" * 501}, status=422)
    assert "at most 500 characters" in client.page.says("#removal-summary")
    client.follow(client.post(f"/admin/sessions/{lesson.id}/removal", form, status=303))

    assert "Removed sessions: Wed 11 Mar" in client.page.says("#sessions")
    client.get(client.page.soup.select_one("[id$=-again-1]")["href"])
    again = {name: client.page.soup.select_one(f"[name={name}]")["value"] for name in ("date", "time")}
    assert again == {"date": "2026-03-11", "time": "17:00"}
    again["makes_up"] = ""
    again["timezone"] = client.page.soup.select_one("[name=timezone] [selected]")["value"]
    client.follow(client.post(client.page.soup.select_one("#new-session")["action"], again, status=303))
    assert "Removed:" not in client.page.says("#sessions")
    [put_back] = [each for each in given.sessions_of(course) if each.nominal_date == lesson.nominal_date]
    assert put_back.time == lesson.time


def test_a_session_that_begins_now_is_neither_removed_nor_taken_along(course):
    first = given.sessions_of(course)[0]
    with given.after(first.scheduled_start_utc):
        with pytest.raises(Problem, match="Only an upcoming session"):
            remove_session(session_id=first.id)

        stopped = stop_match(match_id=course.match, status="paused")

    assert stopped.removed == 7
    assert [each.id for each in given.sessions_of(course)] == [first.id]
