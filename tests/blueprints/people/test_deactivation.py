"""Deactivating somebody, or removing a role, with sessions to come: numbers first, and Today until it is solved."""

import pytest

from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.people.set_active import set_active
from tests import given


@pytest.fixture
def admin(client, world, cast_put_back):
    return client.sign_in_as(world.admin)


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.zara, tutor=world.tutor)


def test_a_tutor_is_deactivated_after_the_numbers(admin, world, course):  # situation 32
    admin.get(f"/admin/people/{world.tutor}/deactivation")
    assert "8 upcoming sessions in 1 course as a tutor" in admin.page.says("main")
    sent = {"active": "no", "seen": admin.page.one("[name=seen]")["value"]}
    admin.follow(admin.post(f"/admin/people/{world.tutor}/activity", sent, status=303))

    admin.get("/admin")
    assert "8 upcoming sessions Zara Khan · Math with Tariq Tutor" in admin.page.says("#orphaned")
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=given.date(2026, 3, 2))
    admin.get("/admin")
    assert not admin.page.soup.select("#orphaned")


def test_numbers_that_have_changed_are_shown_again(admin, world, course):
    admin.get(f"/admin/people/{world.tutor}/deactivation")
    admin.post(f"/admin/people/{world.tutor}/activity", {"active": "no", "seen": "0-0-0-0"}, status=409)
    assert "8 upcoming sessions" in admin.page.says("main")


def test_a_role_is_removed_after_the_numbers(admin, world, course):
    url, sent = f"/admin/people/{world.tutor}", {"full_name": "Tariq Tutor", "email": "tutor@test.example"}
    admin.get(url)
    admin.post(url, sent | {"had": "tutor"}, status=422)
    assert "With this role, they have 8 upcoming sessions in 1 course as a tutor" in admin.page.says("#details-summary")
    confirmed = admin.page.one("#details-confirmed")["value"]
    admin.post(url, sent | {"had": "tutor", "confirmed": "8-2-0-0"}, status=422)
    admin.post(url, sent | {"had": "tutor", "confirmed": confirmed}, status=303)
    admin.get("/admin")
    assert "The tutor no longer teaches." in admin.page.says("#orphaned")


def test_nothing_is_asked_where_nothing_hangs_on_it(admin, world):
    url = f"/admin/people/{world.other_tutor}"
    admin.get(f"{url}/deactivation")
    assert "no upcoming sessions and no active courses" in admin.page.says("main")
    admin.get(url)
    admin.post(url, {"full_name": "Bilal Ahmed", "email": "bilal@test.example", "had": "tutor"}, status=303)


def test_a_family_is_counted_by_its_learners(admin, world, course):
    admin.get(f"/admin/people/{world.parent}/deactivation")
    assert "8 upcoming sessions in 1 course as a family" in admin.page.says("main")
    assert set_active(person_id=world.parent, is_active=False, seen="0-0-8-1")


def test_somebody_deactivated_is_erased_from_their_page(client, world, cast_put_back):
    gone = given.person("Gone Soon", "gone", "Asia/Dubai", "student")
    client.sign_in_as(world.admin).get(f"/admin/people/{gone}/erasure")
    assert "Deactivate them first" in client.page.says("#main")
    client.post(f"/admin/people/{gone}/erasure", {}, status=422)
    set_active(person_id=gone, is_active=False)
    client.get(f"/admin/people/{gone}")
    client.get(client.page.one("#person-erase")["href"])
    assert "This cannot be undone." in client.page.says("#main")
    client.follow(client.post(f"/admin/people/{gone}/erasure", {}, status=303))
    assert "Gone Soon" not in client.page.text
    assert "Erased" in client.page.says("h1")


def test_sessions_of_a_substitute_who_is_deactivated_stand_on_today_and_go_back(client, world, course):
    session = given.sessions_of(course)[2]
    substitute_tutor(match_id=course.match, session_ids=[session.id], tutor_id=world.other_tutor)
    set_active(person_id=world.other_tutor, is_active=False)

    client.sign_in_as(world.admin).get("/admin")
    assert "1 upcoming session" in client.page.says("#orphaned")
    assert "A substitute no longer teaches." in client.page.says("#orphaned")
    client.follow(client.post(f"/admin/matches/{course.match}/substitutes/{world.other_tutor}/end", {}, status=303))

    assert given.sessions_of(course)[2].tutor_user_id == world.tutor
    set_active(person_id=world.other_tutor, is_active=True)
