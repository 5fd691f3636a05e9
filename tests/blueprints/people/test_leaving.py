"""A tutor leaves: the page proposes who takes each course, and everything goes and comes back in one press."""

from __future__ import annotations

from datetime import date

import pytest

from corved.database.session import db
from corved.models import Match
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view


@pytest.fixture
def courses(world):
    first = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    second = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4), "15:00"))
    return first, second


@pytest.fixture
def url(world):
    return f"/admin/people/{world.tutor}/leaving"


def tutors_of(courses):
    db.expire_all()
    return [db.get_one(Match, each.match).tutor_user_id for each in courses]


def chosen(client):
    """What the form sends as it stands."""
    fields = {each["name"]: each.get("value", "") for each in client.page.soup.select("#leaving input")}
    selects = client.page.soup.select("#leaving select")
    return fields | {each["name"]: each.select_one("[selected]")["value"] for each in selects}


def test_the_proposal_is_taken_in_one_press_and_back_in_one(client, world, courses, url):
    client.sign_in_as(world.admin).get(url)
    sent = chosen(client)
    assert {sent[f"tutor-{each.match}"] for each in courses} == {str(world.other_tutor), str(world.owner)}

    client.follow(client.post(url, sent, status=303))

    assert "2 courses with 16 sessions given to other tutors." in client.page.says("#toasts")
    assert world.tutor not in tutors_of(courses)
    client.follow(client.post(client.page.one("#last form")["action"], {}, status=303))
    assert "Undone for 2 courses." in client.page.says("#toasts")
    assert tutors_of(courses) == [world.tutor, world.tutor]
    client.follow(client.post(f"{url}/undo", {}, status=303))
    assert "There is nothing to undo." in client.page.says("#toasts")


def test_each_row_can_be_changed_or_left_as_it_is(client, world, courses, url):
    client.sign_in_as(world.admin).get(url)
    first, second = courses
    rows = {f"tutor-{first.match}": "", f"tutor-{second.match}": str(world.owner)}

    client.post(url, chosen(client) | rows | {f"link-{second.match}": "meet.google.com/new-link-now"}, status=303)

    assert tutors_of(courses) == [world.tutor, world.owner]
    assert db.get_one(Match, second.match).meet_link == "https://meet.google.com/new-link-now"


def test_what_cannot_be_placed_is_said_with_its_reason(client, world, courses, url, cast_put_back):
    set_tutor_subjects(tutor_id=world.owner, is_approved=True, subjects=[])
    days = date(2026, 3, 1), date(2026, 4, 30)
    add_closure(closed=Closed("Leave", *days, "Asia/Karachi", is_leave=True), tutor_id=world.other_tutor)
    client.sign_in_as(world.admin).get(url)
    reason = client.page.says(f"#leaving-{courses[0].match}-reason")
    assert reason == "Cannot be given away: Bilal Ahmed is on leave."

    set_tutor_subjects(tutor_id=world.other_tutor, is_approved=True, subjects=[])
    client.get(url)
    reason = client.page.says(f"#leaving-{courses[0].match}-reason")
    assert reason == "Cannot be given away: Nobody else is approved for Math, O Levels."


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"since": ""}, "Enter the first day"),
        ({"since": "2026-01-01"}, "This day is over."),
        ({"since": "9999-12-31"}, "Enter a year from 2000 to 2100."),
        ({"link": "example.org"}, "A Meet link looks like"),
        ({"tutor": "00000000-0000-4000-8000-000000000000"}, "Choose one of these tutors."),
        ({"link": given.MEET_LINK}, "knows this link"),
        ({"tutor": ""}, "Choose a tutor for at least one course."),
    ],
)
def test_what_makes_no_sense_is_refused_as_a_whole(client, world, courses, url, wrong, words):
    client.sign_in_as(world.admin).get(f"{url}?since=9999-12-31")
    sent = chosen(client)
    for each in courses:
        sent |= {f"{name}-{each.match}": value for name, value in wrong.items() if name != "since"}
    client.post(url, sent | {name: value for name, value in wrong.items() if name == "since"}, status=422)
    assert words in client.page.says("#leaving-summary")
    assert tutors_of(courses) == [world.tutor, world.tutor]


def test_only_an_admin_does_it(client, world, courses, url):
    people = [world.student, world.tutor, world.other_tutor]
    ask_of_a_writing_view(client, url, {"since": "2026-03-02"}, not_for=people, owner=world.admin, answers_get=True)
    ask_of_a_writing_view(client, f"{url}/undo", {}, not_for=people, owner=world.admin)
    client.sign_in_as(world.admin).get(f"/admin/people/{world.student}/leaving", status=404)
