"""Joining a lesson goes through CorvEd: to the link, kept as a hint, for its own people only."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from corved import clock
from corved.database.session import db
from corved.server.scheduler import keep_house
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.set_meet_link import set_meet_link
from tests import given
from tests.blueprints.handovers import after_looking


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
    assert "Student opened the link at 22:02, tutor has not opened the link yet" in client.page.says(
        f"#session-{running.id}-joins"
    )

    client.sign_in_as(world.tutor)
    assert join(client, running) == (303, given.MEET_LINK)
    client.sign_in_as(world.admin).get("/admin")
    assert "Student opened the link at 22:02, tutor opened the link at 22:12" in client.page.text
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


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "preview"}, {"X-Moz": "prefetch"}, {"X-Purpose": "preview"}],
)
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
    set_meet_link(match_id=running.match_id, meet_link=given.OTHER_MEET_LINK)
    client.sign_in_as(world.student)
    assert join(client, running)[1] == given.OTHER_MEET_LINK


def test_the_plain_link_is_there_too_and_the_page_says_what_is_kept(client, world, running):
    client.sign_in_as(world.student).get("/student")
    assert client.page.one("#next-session-join")["href"] == f"/sessions/{running.id}/join"
    assert "meet.google.com/abc-defg-hij" in client.page.says("#next-session")
    assert "We record when you join from here (kept 30 days)." in client.page.says("#next-session")
    client.sign_in_as(world.tutor).get("/tutor")
    assert "We record when you join from here (kept 30 days)." in client.page.says("#today-joins")
    assert "meet.google.com/abc-defg-hij" in client.page.says("#today")


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


@pytest.fixture
def handed_over(world):
    """From the fourth lesson on Bilal teaches, with a link of his own."""
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    sessions = given.sessions_of(course)
    since = sessions[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=since, meet_link=given.OTHER_MEET_LINK)
    return given.sessions_of(course)


def links_on(client, url):
    client.get(url)
    return {
        each for each in (given.MEET_LINK, given.OTHER_MEET_LINK) if each.removeprefix("https://") in client.page.text
    }


def test_another_tutor_has_another_link_and_each_lesson_that_of_its_own_tutor(client, world, handed_over):
    client.sign_in_as(world.student)
    assert join(client, handed_over[2])[1] == given.MEET_LINK
    assert join(client, handed_over[3])[1] == given.OTHER_MEET_LINK
    client.sign_in_as(world.tutor)
    assert join(client, handed_over[2])[1] == given.MEET_LINK
    assert join(client, handed_over[3])[0] == 404
    client.sign_in_as(world.other_tutor)
    assert join(client, handed_over[3])[1] == given.OTHER_MEET_LINK


def test_nobody_sees_the_link_of_the_other_tutor(client, world, handed_over):
    with clock.at(handed_over[2].scheduled_start_utc - timedelta(minutes=5)):
        assert links_on(client.sign_in_as(world.tutor), "/tutor") == {given.MEET_LINK}
    with clock.at(handed_over[3].scheduled_start_utc - timedelta(minutes=5)):
        assert links_on(client.sign_in_as(world.tutor), "/tutor") == set()
        assert links_on(client.sign_in_as(world.other_tutor), "/tutor") == {given.OTHER_MEET_LINK}
        assert links_on(client.sign_in_as(world.student), "/student") == {given.OTHER_MEET_LINK}


@pytest.mark.parametrize(("who", "sees"), [("tutor", given.MEET_LINK), ("other_tutor", given.OTHER_MEET_LINK)])
def test_the_database_shows_a_tutor_no_link_but_their_own(world, handed_over, who, sees):
    with given.speaking_for("app_tutor", getattr(world, who)):
        assert list(db.scalars(text("select meet_link from meet_links"))) == [sees]
        db.rollback()
        with pytest.raises(ProgrammingError):
            db.execute(text("select meet_link from matches"))
        db.rollback()


def test_the_old_link_goes_with_the_last_lesson_that_has_it(client, world, handed_over, superuser):
    last = handed_over[2]
    with clock.at(last.scheduled_end_utc - timedelta(minutes=1)):
        keep_house()
        assert superuser.execute("select count(*) from meet_links").fetchone() == (2,)
    with clock.at(last.scheduled_end_utc + timedelta(minutes=1)):
        keep_house()
        keep_house()
    assert superuser.execute("select meet_link from meet_links").fetchall() == [(given.OTHER_MEET_LINK,)]
    assert superuser.execute("select link_changes from matches").fetchone() == (3,)  # set, handed over, retired


def test_a_tutor_without_lessons_left_loses_the_link_at_once(world, lesson, superuser):
    reassign_tutor(match_id=lesson.match_id, tutor_id=world.other_tutor, since=lesson.local_start.date())
    assert superuser.execute("select count(*) from meet_links").fetchone() == (0,)
    assert superuser.execute("select meet_link from matches").fetchone() == (None,)


def test_the_link_that_the_tutor_before_knows_is_refused(client, world, lesson):
    client.sign_in_as(world.admin)
    url = f"/admin/matches/{lesson.match_id}/tutor"
    client.get(url)
    sent = {"tutor": world.other_tutor, "since": "2026-03-02", "seen": world.tutor}
    sent = after_looking(client, url, sent)
    client.post(url, sent | {"meet_link": given.MEET_LINK}, status=422)
    assert "Tariq Tutor knows this link" in client.page.says("#reassignment-summary")
    client.post(url, sent | {"meet_link": "https://example.org"}, status=422)
    client.follow(client.post(url, sent | {"meet_link": ""}, status=303))
    assert "nobody can join without one" in client.page.says("#toasts")
    client.get("/admin")
    assert "No Meet link yet" in client.page.says(f"#session-{lesson.id}-no-link")
    set_meet_link(match_id=lesson.match_id, meet_link=given.MEET_LINK)
    client.get(f"/admin/matches/{lesson.match_id}")
    assert "A previous tutor knows this link" in client.page.says("#facts-former-link")
