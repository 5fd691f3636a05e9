"""Joining a lesson goes through CorvEd: to the link, kept as a hint, for its own people only."""

from datetime import timedelta

import pytest

from corved import clock
from corved.housekeeping import keep_house
from corved.use_cases.set_meet_link import set_meet_link
from tests import given


@pytest.fixture
def lesson(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]


@pytest.fixture
def running(lesson):
    """It is twelve minutes into it."""
    with clock.at(lesson.scheduled_start_utc + timedelta(minutes=12)):
        yield lesson


def join(client, lesson, **headers):
    answer = client.browser.get(f"/sessions/{lesson.id}/join", headers=headers)
    return answer.status_code, answer.headers.get("Location", "")


def joins(superuser):
    return superuser.execute("select side, first_at, last_at from session_joins order by side").fetchall()


def test_both_sides_are_led_to_the_link_and_the_admin_sees_who_is_there(client, world, running, superuser):
    client.sign_in_as(world.student)
    with clock.at(running.scheduled_start_utc + timedelta(minutes=2)):
        assert join(client, running) == (303, given.MEET_LINK)
    client.sign_in_as(world.admin).get("/admin")
    assert "Student opened the link 22:02, tutor not yet" in client.page.says(f"#session-{running.id}-joins")

    client.sign_in_as(world.tutor)
    assert join(client, running) == (303, given.MEET_LINK)
    client.sign_in_as(world.admin).get("/admin")
    assert "Student opened the link 22:02, tutor opened the link 22:12" in client.page.text
    assert [each[0] for each in joins(superuser)] == ["family", "tutor"]


def test_a_second_look_keeps_the_first_time(client, world, running, superuser):
    client.sign_in_as(world.student)
    join(client, running)
    with clock.at(clock.now() + timedelta(minutes=5)):
        join(client, running)
    [(_side, first, last)] = joins(superuser)
    assert last - first == timedelta(minutes=5)


def test_before_ten_minutes_nothing_is_said(client, world, lesson):
    with clock.at(lesson.scheduled_start_utc + timedelta(minutes=9)):
        client.sign_in_as(world.admin).get("/admin")
    assert client.page.soup.select_one(f"#session-{lesson.id}-joins") is None


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "preview"}])
def test_what_a_browser_fetches_by_itself_is_not_counted(client, world, running, superuser, headers):
    client.sign_in_as(world.student)
    assert join(client, running, **headers) == (303, given.MEET_LINK)
    client.browser.head(f"/sessions/{running.id}/join")
    assert joins(superuser) == []


def test_days_before_it_leads_there_and_is_not_counted(client, world, lesson, superuser):
    client.sign_in_as(world.student)
    assert join(client, lesson) == (303, given.MEET_LINK)
    assert joins(superuser) == []


def test_somebody_without_a_sign_in_signs_in_first_and_others_find_nothing(client, world, running, superuser):
    assert join(client, running) == (303, f"/sign-in?next=/sessions/{running.id}/join")
    for person in (world.stranger, world.parent, world.other_tutor, world.admin):
        client.sign_in_as(person)
        assert join(client, running)[0] == 404
    assert joins(superuser) == []


def test_it_leads_to_the_link_of_now(client, world, running):
    set_meet_link(match_id=running.match_id, meet_link="https://meet.google.com/xyz-wxyz-xyz")
    client.sign_in_as(world.student)
    assert join(client, running)[1] == "https://meet.google.com/xyz-wxyz-xyz"


def test_the_plain_link_is_there_too_and_the_page_says_what_is_kept(client, world, running):
    client.sign_in_as(world.student).get("/student")
    assert client.page.one("#next-session-join")["href"] == f"/sessions/{running.id}/join"
    assert "meet.google.com/abc-defg-hij" in client.page.says("#next-session")
    assert "for 30 days when you joined" in client.page.says("#next-session")


def test_after_thirty_days_it_is_forgotten(client, world, running, superuser):
    client.sign_in_as(world.student)
    join(client, running)
    client.sign_in_as(world.admin)
    with clock.at(clock.now() + timedelta(days=29)):
        keep_house()
    assert len(joins(superuser)) == 1
    with clock.at(clock.now() + timedelta(days=31)):
        keep_house()
    assert joins(superuser) == []
