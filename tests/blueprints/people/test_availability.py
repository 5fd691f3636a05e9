"""Families say when their learners have time."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from corved.database.session import db
from corved.models import AuditLog, Request
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.enrolment.set_own_availability import set_own_availability
from corved.use_cases.matches.stop_match import stop_match
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view

EVENINGS = {"from_1": "17:00", "to_1": "20:00", "from_6": "22:00", "to_6": "01:00"}


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.zara, tutor=world.tutor)


@pytest.fixture
def url(course):
    return f"/student/requests/{course.request}/availability"


def kept(course):
    db.expire_all()
    return WeeklyHours.from_json("Europe/London", db.get_one(Request, course.request).availability).in_words()


def test_a_family_sets_it_and_the_academy_sees_it(client, world, course, url):
    client.sign_in_as(world.parent).get("/student/availability")
    assert "Not set yet." in client.page.says("#main")
    client.get(client.page.one(f"#availability-{course.request}")["href"])

    client.follow(client.post(url, EVENINGS, status=303))

    words = "Saturdays 22:00 to 01:00 the next morning; Mondays 17:00 to 20:00"
    assert kept(course) in (words, "Mondays 17:00 to 20:00; Saturdays 22:00 to 01:00 the next morning")
    assert "Mondays 17:00 to 20:00" in client.page.says("#main")
    assert db.query(AuditLog).filter_by(action="request.availability_changed").one().actor_user_id == world.parent
    client.follow(client.post(url, EVENINGS, status=303))
    assert "No changes to save." in client.page.says("#toasts")


def test_the_week_is_shown_before_it_is_saved(client, world, course, url):
    client.sign_in_as(world.parent).get(url)
    client.post(url, EVENINGS | {"look": "1"}, status=200)
    assert "Mondays 17:00 to 20:00" in client.page.says("#availability-week")
    assert kept(course) == ""
    client.post(url, {"from_1": "17:00"}, status=422)
    assert "Enter both times, or none." in client.page.says("#main")


def test_nobody_else_sets_it(client, world, course, url):
    people = [world.student, world.stranger, world.tutor, world.admin]
    ask_of_a_writing_view(client, url, EVENINGS, not_for=people, owner=world.parent, answers_get=True)
    assert kept(course) == ""
    with given.speaking_for("app_student", world.student), pytest.raises(DBAPIError, match="no course of this family"):
        set_own_availability(request_id=course.request, hours=WeeklyHours("UTC", ((1, 0, 60),)))


def test_a_course_that_has_ended_has_none(client, world, course, url):
    stop_match(match_id=course.match, status="ended")
    client.sign_in_as(world.parent).get(url, status=404)
