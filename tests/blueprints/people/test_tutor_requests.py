"""Tutors enter their hours and ask for leave; an admin says yes or no."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from corved import clock
from corved.database.session import db, transaction
from corved.models import Academy, Closure
from corved.queries.academy.waiting import waiting
from corved.queries.people.tutor_hours import tutor_hours
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.people.ask_for_leave import ask_for_leave
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view

MONDAYS = {"from_1": "15:00", "to_1": "21:00", "since": "2026-03-10"}
LEAVE = {"first_day": "2026-03-16", "last_day": "2026-03-22", "reason": "A wedding"}
MONDAY = date(2026, 3, 16)


@pytest.fixture
def running(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def hours_hold_at_once():
    with transaction():
        db.execute(update(Academy).values(hours_wait=False))


def words(client, selector):
    return [each.get_text(" ", strip=True) for each in client.page.soup.select(selector)]


def test_hours_of_a_tutor_wait_until_an_admin_says_yes(client, world):
    client.sign_in_as(world.tutor).get("/tutor/hours")
    client.follow(client.post("/tutor/hours", MONDAYS, status=303))
    assert words(client, "#requests .pill") == ["Waiting"]
    assert not tutor_hours(world.tutor).on(MONDAY).spans

    client.sign_in_as(world.admin).get("/admin")
    assert "Mondays 15:00 to 21:00" in client.page.says("#tutor-requests")
    client.get(client.page.one("#tutor-requests [id$=look]")["href"])
    assert "Mondays 15:00 to 21:00" in client.page.says("#effect")
    sent = MONDAYS | {"asked": client.page.one("[name=asked]")["value"], "seen": ""}
    client.post(f"/admin/people/{world.tutor}/hours", sent, status=303)

    assert tutor_hours(world.tutor).on(MONDAY).in_words() == "Mondays 15:00 to 21:00"
    client.sign_in_as(world.tutor).get("/tutor/hours")
    assert words(client, "#requests .pill") == ["Agreed"]
    client.sign_in_as(world.admin).get("/admin")
    assert client.page.soup.select("#tutor-requests") == []
    client.post(f"/admin/people/{world.tutor}/hours", sent, status=422)


def test_hours_of_a_tutor_hold_at_once_where_the_academy_says_so(client, world, cast_put_back):
    hours_hold_at_once()
    client.sign_in_as(world.tutor).get("/tutor/hours")

    client.follow(client.post("/tutor/hours", MONDAYS, status=303))

    assert tutor_hours(world.tutor).on(MONDAY).in_words() == "Mondays 15:00 to 21:00"
    assert client.page.soup.select("#requests") == []


def test_asking_again_for_hours_replaces_what_waits(client, world):
    client.sign_in_as(world.tutor).get("/tutor/hours")
    client.post("/tutor/hours", MONDAYS, status=303)
    client.post("/tutor/hours", MONDAYS | {"from_1": "18:00"}, status=303)

    [asked] = waiting(MONDAY, now=clock.now()).requests
    assert asked.hours.in_words() == "Mondays 18:00 to 21:00"


def test_a_tutor_sees_which_sessions_their_hours_leave_out(client, world, running):
    client.sign_in_as(world.tutor).get("/tutor/hours")
    client.post("/tutor/hours", {"from_0": "06:00", "to_0": "07:00"}, status=200)
    assert "sessions to come are outside these hours" in client.page.says("#outside-title")
    client.get(client.page.soup.select("#outside .rows a")[0]["href"])


def test_a_leave_is_asked_for_and_given_with_its_sessions(client, world, running):
    client.sign_in_as(world.tutor).get("/tutor/hours")
    client.follow(client.post("/tutor/leave", LEAVE, status=303))
    assert "A wedding" in client.page.says("#requests")

    client.sign_in_as(world.admin).get("/admin")
    asked = client.page.says("#tutor-requests")
    assert "2 sessions" in asked
    assert "A wedding" in asked
    client.get(client.page.one("#tutor-requests [id$=look]")["href"])
    assert "Leave affects 2 sessions" in client.page.says("#taken-title")
    sent = {each["name"]: each["value"] for each in client.page.soup.select("#closure-save-form [type=hidden]")}
    client.post("/admin/closures", sent, status=303)

    assert db.scalars(select(Closure.first_day)).all() == [MONDAY]
    client.sign_in_as(world.tutor).get("/tutor/hours")
    assert words(client, "#requests .pill") == ["Agreed"]


def test_an_answer_stands_where_the_tutor_asked(client, world):
    client.sign_in_as(world.tutor).get("/tutor/hours")
    client.post("/tutor/leave", LEAVE, status=303)
    client.post("/tutor/leave", LEAVE, status=303)

    client.sign_in_as(world.admin).get("/admin")
    client.get(client.page.one("#tutor-requests [id$=no]")["href"])
    url = client.page.one("#answer-form")["action"]
    client.post(url, {"answer": ""}, status=422)
    client.post(url, {"answer": "The exams are that week."}, status=303)
    client.follow(client.post(url, {"answer": "No."}, status=303))

    assert "This request is answered already." in client.page.text
    client.sign_in_as(world.tutor).get("/tutor/hours")
    assert words(client, "#requests .pill") == ["Not agreed"]
    assert "The exams are that week." in client.page.says("#requests")


def test_a_request_is_withdrawn_by_its_tutor_alone(client, world):
    with given.speaking_for("app_tutor", world.tutor):
        ask_for_leave(first_day=MONDAY, last_day=MONDAY, reason="", today=date(2026, 3, 2))
    [asked] = waiting(MONDAY, now=clock.now()).requests
    url = f"/tutor/requests/{asked.id}/withdrawal"
    ask_of_a_writing_view(client, url, {}, not_for=[world.other_tutor, world.student, world.admin], owner=world.tutor)
    assert [each.id for each in waiting(MONDAY, now=clock.now()).requests] == [asked.id]

    client.sign_in_as(world.tutor).get("/tutor/hours")
    client.follow(client.post(url, {}, status=303))

    assert words(client, "#requests .pill") == ["Cancelled"]
    client.sign_in_as(world.admin).get(f"/admin/tutor-requests/{asked.id}", status=404)
    again = {"name": "Leave", "tutor": str(world.tutor), "first_day": "2026-03-16", "asked": str(asked.id)}
    client.post("/admin/closures", again, status=409)
    assert db.scalars(select(Closure.first_day)).all() == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"first_day": "2026-01-05"}, "Enter today or a later day."),
        ({"first_day": "9999-12-30", "last_day": "9999-12-31"}, "within the next two years"),
        ({"last_day": "2026-03-15"}, "The last day is before the first."),
        ({"last_day": "2026-12-31"}, "at most three months"),
        ({"first_day": ""}, "Enter the first day."),
        ({"reason": "Call me on 0300 1234567"}, "number"),
    ],
)
def test_a_leave_that_makes_no_sense_is_refused(client, world, days, words):
    client.sign_in_as(world.tutor).get("/tutor/hours")
    client.post("/tutor/leave", LEAVE | days, status=422)
    assert words in client.page.says("#leave")
    assert waiting(MONDAY, now=clock.now()).requests == []


def test_a_leave_that_is_agreed_for_other_days_or_taken_back_is_said_so(client, world):
    with given.speaking_for("app_tutor", world.tutor):
        ask_for_leave(first_day=MONDAY, last_day=date(2026, 3, 18), reason="", today=date(2026, 3, 2))
    [asked] = waiting(MONDAY, now=clock.now()).requests
    closed = Closed("Leave", MONDAY, MONDAY, "Europe/London", is_leave=True)
    closure = add_closure(closed=closed, tutor_id=world.tutor, asked=asked.id)

    client.sign_in_as(world.tutor).get("/tutor/hours")
    assert words(client, "#requests .pill") == ["Agreed"]
    assert words(client, "#requests b") == ["Mon 16 Mar"]
    assert "You asked for Mon 16 Mar to Wed 18 Mar." in client.page.says("#requests")
    remove_closure(closure_id=closure.id)

    client.get("/tutor/hours")
    assert words(client, "#requests .pill") == ["Not agreed"]
    assert "The academy removed this leave." in client.page.says("#requests")
