"""Another tutor for a course: the page that says who is free and how many sessions go, and giving them back."""

from __future__ import annotations

import pytest

from corved.database.session import db
from corved.models import Match
from corved.scheduling.obstacles import Closed
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from tests import given
from tests.blueprints.handovers import after_looking
from tests.blueprints.questions import ask_of_a_writing_view


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def url(course):
    return f"/admin/matches/{course.match}/tutor"


def tutors_of(course):
    return [each.tutor_user_id for each in given.sessions_of(course)]


def of_tutor(client, tutor_id):
    label = client.page.one(f'label[for="handover-{tutor_id}"]')
    return " ".join(label.get_text(" ", strip=True).split())


def test_it_says_how_many_sessions_go_before_they_do(client, world, course, url):
    order = {"how": "until", "tutor": str(world.other_tutor), "since": "2026-03-10", "until": "2026-03-18"}
    order["meet_link"] = given.OTHER_MEET_LINK
    client.sign_in_as(world.admin).get(url)

    client.post(url, order, status=200)
    assert client.page.says("#handover-title") == "3 sessions to come go to the new tutor"
    client.post(url, order | {"shown": "8"}, status=200)
    assert set(tutors_of(course)) == {world.tutor}
    client.follow(client.post(url, order | {"shown": client.page.one("[name=shown]")["value"]}, status=303))

    assert tutors_of(course).count(world.other_tutor) == 3
    assert db.get_one(Match, course.match).tutor_user_id == world.tutor


def test_only_the_ticked_sessions_go_and_come_back_in_one_press(client, world, course, url):
    first, third = (str(given.sessions_of(course)[number].id) for number in (0, 2))
    order = {"how": "sessions", "sessions": [first, third], "tutor": str(world.other_tutor)}
    client.sign_in_as(world.admin).get(url)

    order = after_looking(client, url, order)
    client.follow(client.post(url, order | {"meet_link": given.OTHER_MEET_LINK}, status=303))
    assert [str(each.id) for each in given.sessions_of(course) if each.tutor_user_id == world.other_tutor] == [
        first,
        third,
    ]
    assert "Bilal Ahmed teaches 2 sessions" in client.page.says("#substitutes")
    form = client.page.one("#substitutes form")
    client.follow(client.post(form["action"], {}, status=303))

    assert set(tutors_of(course)) == {world.tutor}
    assert client.page.soup.select("#substitutes") == []
    client.follow(client.post(form["action"], {}, status=303))
    assert "There was nothing to give back." in client.page.says("#toasts")


def test_a_substitutes_session_can_go_to_its_own_tutor_or_to_a_third(client, world, course, url):
    session = str(given.sessions_of(course)[0].id)
    order = {"how": "sessions", "sessions": [session], "tutor": str(world.other_tutor)}
    client.sign_in_as(world.admin).get(f"{url}?how=sessions&sessions={session}")
    order = after_looking(client, url, order)
    client.get(f"{url}?how=sessions&sessions={session}")
    assert client.page.soup.select(f"#handover-{world.tutor}") == []
    client.post(url, order, status=303)

    client.get(f"{url}?how=sessions&sessions={session}")
    assert of_tutor(client, world.tutor).endswith("free")
    client.post(url, order, status=422)
    assert "This tutor teaches these sessions already." in client.page.says("#reassignment-summary")
    client.post(url, order | {"tutor": str(world.owner)}, status=303)
    assert tutors_of(course)[0] == world.owner


def test_for_good_the_course_goes_too(client, world, course, url):
    order = {"how": "good", "tutor": str(world.other_tutor), "since": "2026-03-01"}
    client.sign_in_as(world.admin).get(url)
    client.post(url, after_looking(client, url, order), status=303)
    assert db.get_one(Match, course.match).tutor_user_id == world.other_tutor


def test_it_says_who_is_free_best_first(client, world, course, url, cast_put_back):
    days = [each.local_start.date() for each in given.sessions_of(course)]
    add_closure(closed=Closed("Leave", days[0], days[3], "Asia/Karachi", is_leave=True), tutor_id=world.other_tutor)
    set_weekly_hours(tutor_id=world.owner, hours=WeeklyHours("Asia/Karachi", ((0, 0, 60),)))
    client.sign_in_as(world.admin).get(url)

    assert of_tutor(client, world.owner).endswith("free · 8 outside their hours")
    assert of_tutor(client, world.other_tutor).endswith("free for 4 of 8")
    first_of_list = client.page.soup.select("#handover-tutors [type=radio]")[0]
    assert first_of_list["value"] == str(world.owner)
    client.get(f"{url}?how=sessions&sessions={given.sessions_of(course)[0].id}")
    assert of_tutor(client, world.other_tutor).endswith("not free: on leave")

    set_tutor_subjects(tutor_id=world.owner, is_approved=True, subjects=[])
    client.get(url)
    assert client.page.soup.select(f"#handover-{world.owner}") == []
    set_tutor_subjects(tutor_id=world.other_tutor, is_approved=True, subjects=[])
    client.get(url)
    assert "Nobody else is approved for Math, O Levels." in client.page.says("#handover")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"how": "sessions"}, "Choose at least one session."),
        ({"how": "until"}, "Enter the last day with the new tutor."),
        ({"how": "until", "until": "2026-03-09"}, "The last day is before the first."),
        ({"since": ""}, "Enter the first day with the new tutor."),
        ({"since": "1999-01-01"}, "Enter a year from 2000 to 2100."),
        ({"tutor": "x"}, "Choose the new tutor."),
        ({"how": "never"}, "Choose one of these."),
        ({"how": "until", "since": "2027-01-01", "until": "2027-01-31"}, "No session is planned in these days yet."),
    ],
)
def test_what_makes_no_sense_is_refused(client, world, course, url, wrong, words):
    order = {"how": "good", "tutor": str(world.other_tutor), "since": "2026-03-10", "seen": "zzz"} | wrong
    client.sign_in_as(world.admin).get(url)
    client.post(url, order, status=422)
    assert words in client.page.says("#main")
    assert set(tutors_of(course)) == {world.tutor}


def test_a_session_that_went_meanwhile_stops_the_whole_order(client, world, course, url):
    first, second, *_others = given.sessions_of(course)
    order = {"how": "sessions", "sessions": [str(first.id), str(second.id)], "tutor": str(world.other_tutor)}
    client.sign_in_as(world.admin).get(url)
    with given.after(first.scheduled_end_utc):
        client.post(url, order, status=422)
        assert "A session was marked or has begun." in client.page.says("#main")
    assert set(tutors_of(course)) == {world.tutor}


def test_only_an_admin_gives_back(client, world, course):
    url = f"/admin/matches/{course.match}/substitutes/{world.other_tutor}/end"
    ask_of_a_writing_view(client, url, {}, not_for=[world.student, world.tutor, world.other_tutor], owner=world.admin)


def test_the_preview_of_a_leave_offers_who_is_free_beside_other_times(client, world, course):
    session = given.sessions_of(course)[2]
    day = session.local_start.date().isoformat()
    leave = {"name": "Leave", "tutor": str(world.tutor), "first_day": day, "last_day": day}
    client.sign_in_as(world.admin).get("/admin/closures?" + "&".join(f"{name}={each}" for name, each in leave.items()))
    offered = {each["value"]: each.text for each in client.page.soup.select(f"[name=session-{session.id}] option")}
    assert offered[f"tutor:{world.other_tutor}"] == "Bilal Ahmed teaches it (free, same subject)"

    client.follow(
        client.post("/admin/closures", leave | {f"session-{session.id}": f"tutor:{world.other_tutor}"}, status=303)
    )

    assert "1 session with another tutor" in client.page.says("#toasts")
    assert tutors_of(course)[2] == world.other_tutor
    client.get(f"/admin/matches/{course.match}")
    client.get(client.page.one(f"#substitute-{world.other_tutor}-link")["href"])
    form = client.page.one("#substitute-link-form")
    for wrong in ("", given.MEET_LINK, "https://example.org"):
        client.post(form["action"], {"meet_link": wrong}, status=422)
    client.follow(client.post(form["action"], {"meet_link": given.OTHER_MEET_LINK}, status=303))
    assert "meet.google.com/xyz-wxyz-xyz" in client.page.says("#substitutes")
