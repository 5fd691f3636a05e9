"""The audit log as admins read it."""

import re
from datetime import datetime, timedelta

import pytest

from corved.audit import record
from corved.database.session import transaction
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given


@pytest.fixture
def lesson(world):
    first, _, _, found, *_ = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))
    move_session(
        session_id=found.id, local_start=found.local_start + timedelta(days=1), timezone=found.timezone, reason="A trip"
    )
    mark_session(session_id=first.id, status="rescheduled")
    return found


def lines(client):
    return [each.get_text(" ", strip=True) for each in client.page.soup.select("#audit .log > li")]


def test_it_says_who_what_when_from_what_to_what_and_why(client, world, lesson):
    client.sign_in_as(world.admin).get("/admin/audit")

    newest, moved, *_rest = lines(client)

    assert newest.startswith("14:00 Amna Rizvi marked the session of Ayaan Sheikh with Tariq Tutor")
    assert "status: scheduled → needs a new time" in newest
    assert "from Wed 11 Mar, 22:00 to Thu 12 Mar, 22:00" in moved
    assert "A trip" in moved


def test_it_names_whom_it_is_about_and_shows_no_ids(client, world, lesson):
    client.sign_in_as(world.admin).get("/admin/audit")
    said = client.page.says("#audit")

    assert "recorded a payment: Ayaan Sheikh" in said
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-|true|false|local start|\d\d:\d\d:\d\d|_", said, re.IGNORECASE)


def test_weekly_hours_are_in_words(client, world, cast_put_back):
    hours = WeeklyHours("Europe/London", ((1, 900, 1260), (3, 900, 1260), (6, 540, 720)))
    set_weekly_hours(tutor_id=world.tutor, hours=hours)
    client.sign_in_as(world.admin).get("/admin/audit")
    newest = lines(client)[0]
    assert "weekly hours: Mondays and Wednesdays 15:00 to 21:00; Saturdays 09:00 to 12:00" in newest
    assert "time zone: Europe/London" in newest


@pytest.mark.parametrize(
    ("query", "found"),
    [("kind=session", 2), ("kind=sessions", 1), ("name=ayaan", 8), ("name=nobody", 0), ("name=%25", 0)],
)
def test_it_filters(client, world, lesson, query, found):
    client.sign_in_as(world.admin).get(f"/admin/audit?{query}")
    assert len(lines(client)) == found


@pytest.mark.parametrize(("until", "found"), [("2026-03-01", 0), ("2026-03-02", 2), ("x", 2), ("0001-01-01", 2)])
def test_until_a_day_of_the_readers(client, world, lesson, until, found):
    client.sign_in_as(world.admin).get(f"/admin/audit?kind=session&until={until}")
    assert len(lines(client)) == found


@pytest.mark.parametrize(("since", "found"), [("2026-03-02", 2), ("2026-03-03", 0), ("x", 2)])
def test_from_a_day_of_the_readers(client, world, lesson, since, found):
    client.sign_in_as(world.admin).get(f"/admin/audit?kind=session&since={since}")
    assert len(lines(client)) == found


def test_it_is_paged(client, world, lesson):
    with given.after(datetime(2026, 3, 2, 18, tzinfo=given.clock.now().tzinfo)):
        for _ in range(30):
            mark_session(session_id=lesson.id, status="no_show_student")
            mark_session(session_id=lesson.id, status="scheduled")
    client.sign_in_as(world.admin).get("/admin/audit?kind=session")
    assert len(lines(client)) == 50
    client.get(client.page.one(".pages a")["href"])
    assert len(lines(client)) == 12


def test_only_admins_read_it(client, world, lesson):
    for person in (world.tutor, world.student):
        client.sign_in_as(person)
        client.get("/admin/audit", status=404)


def test_sign_ins_are_shown_when_they_are_asked_for(client, world):
    with transaction():
        record("person.signed_in", entity_id=world.tutor)
    client.sign_in_as(world.admin).get("/admin/audit")
    assert "signed in" not in client.page.says("#audit")
    assert client.page.says("#audit-kind option[selected]") == "Everything except sign-ins"
    for kind in ("sign_ins", "all"):
        client.get(f"/admin/audit?kind={kind}")
        assert "signed in" in client.page.says("#audit")
