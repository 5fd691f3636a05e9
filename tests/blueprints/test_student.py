"""The family's page: the next session, what comes, what was, and the account in words."""

from urllib.parse import unquote

import pytest

from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given


@pytest.fixture
def lessons(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))


@pytest.fixture
def student(client, world, lessons):
    return client.sign_in_as(world.student)


def ticket(client):
    client.get("/student")
    return client.page.says("#next-session")


def test_the_next_session_is_in_the_students_own_zone_with_the_tutors_beside_it(student):
    text = ticket(student)

    assert "Next session: Today, Mon 2 Mar" in text
    assert "In 8 hours" in text
    assert "12:00 New York, UTC−5 your time · ends 13:00" in text
    assert "17:00 London, UTC+0 Tariq" in text
    assert "Math, O Levels with Tariq Tutor" in text
    assert "Session 1 of 8 · 7 left after this" in text


@pytest.mark.parametrize(("minutes", "live"), [(-600, False), (-15, True), (0, True), (59, True)])
def test_one_can_join_from_well_before_until_the_end(student, lessons, minutes, live):
    with given.after(lessons[0].scheduled_start_utc, minutes):
        ticket(student)

    join = student.page.one("#next-session-join")
    assert join["href"] == f"/sessions/{lessons[0].id}/join"
    assert ("live" in join["class"]) == live


def test_a_lesson_that_runs_is_the_next_session_until_it_ends(student, lessons):
    with given.after(lessons[0].scheduled_start_utc, 59):
        assert "On now, 1 minutes left" in ticket(student) or "On now" in ticket(student)
        assert "Session 1 of 8" in ticket(student)
    with given.after(lessons[0].scheduled_end_utc):
        assert "Session 2 of 8" in ticket(student)


def test_the_account_is_said_in_words(student, lessons):
    with given.after(lessons[3].scheduled_end_utc):
        mark_session(session_id=lessons[0].id, status="done", notes="Good work on fractions.")
        mark_session(session_id=lessons[1].id, status="no_show_student")
        mark_session(session_id=lessons[2].id, status="no_show_tutor")
        mark_session(session_id=lessons[3].id, status="done")
        text = ticket(student)

    assert "Session 4 of 8 · 4 left after this · 1 make-up due" in text
    past = student.page.says("#past")
    assert "Ayaan was absent This uses up one session of the month." in past
    assert "Tutor absent This does not use up a session of the month. Make-up due (the tutor was absent)." in past
    assert "Good work on fractions." in past


def test_a_moved_session_shows_old_and_new(student, lessons):
    move_session(
        session_id=lessons[2].id,
        local_start=lessons[2].local_start.replace(day=10, hour=18),
        timezone="Europe/London",
    )
    student.get("/student")

    assert "Moved by the academy Old time: Mon 9 Mar, 13:00 New York." in student.page.says("#upcoming")


def test_a_session_without_a_time_is_being_moved(student, lessons):
    mark_session(session_id=lessons[2].id, status="rescheduled")
    student.get("/student")

    assert "Math , make-up For the session on Mon 9 Mar" in student.page.says("#upcoming")
    assert "1 make-up due" in student.page.says("#next-session")


def test_asking_for_another_time_opens_whatsapp_with_everything_filled_in(student):
    ticket(student)

    link = unquote(student.page.one("#next-session-ask")["href"])
    assert link.startswith("https://wa.me/922100000000?text=")
    assert "Can Ayaan Sheikh’s Math session on Mon 2 Mar, 12:00 New York, UTC−5 be at another time?" in link


def test_inside_24_hours_the_rule_is_said_first(student, lessons):
    assert "less than 24 hours" in ticket(student)
    with given.after(lessons[0].scheduled_end_utc):
        assert "ask for another time until 24 hours before" in ticket(student)


@pytest.fixture
def both(client, world):
    """A parent whose children learn on different days: Yusuf first."""
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((3, 5)))
    given.a_running_course(learner=world.yusuf, tutor=world.tutor, pattern=given.a_schedule((2, 4), "18:00"))
    client.sign_in_as(world.parent).get("/student")
    return client


def test_all_children_of_a_parent_are_in_one_list(both):
    assert both.page.title == "Sessions · CorvEd"
    assert "Next session: Yusuf, Tue 3 Mar" in both.page.says("#next-session")
    coming = [each.get_text(" ", strip=True) for each in both.page.soup.select("#upcoming .session .name b")]
    assert coming[:3] == ["Zara", "Yusuf", "Zara"]
    assert len(both.page.soup.select("#packages .pips")) == 2


def test_the_agreed_week_of_all_children_is_by_the_parents_clock(both, world):
    text = both.page.says("#weekly")

    assert text.startswith("Every week, London")
    assert [row.get_text(" ", strip=True) for row in both.page.soup.select("#weekly tbody th")] == [
        "Yusuf , Math",
        "Zara , Math",
    ]
    lines = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in both.page.soup.select("#weekly tr")[1:]
    ]
    assert lines == [["", "18:00", "", "18:00", "", "", ""], ["", "", "17:00", "", "17:00", "", ""]]


def test_a_parent_chooses_one_child(both, world):
    both.get(both.page.one(f'a[href="/student/learners/{world.zara}"]')["href"])

    assert both.page.title == "Zara’s sessions · CorvEd"
    assert "Wed 4 Mar" in both.page.says("#next-session")
    assert "Yusuf" not in both.page.says("#sessions")


def test_past_sessions_come_fifty_a_page_with_their_number(client, world):
    for learner, tutor, hour, subject in (
        (world.zara, world.tutor, "15:00", "Math"),
        (world.zara, world.other_tutor, "17:00", "Physics"),
        (world.yusuf, world.tutor, "17:00", "Math"),
    ):
        daily = given.a_schedule((0, 1, 2, 3, 4, 5, 6), hour)
        course = given.a_running_course(learner=learner, tutor=tutor, tier=20, pattern=daily, subject=subject)
    with given.after(given.sessions_of(course)[-1].scheduled_end_utc, 60 * 24):
        client.sign_in_as(world.parent).get("/student")
        assert len(client.page.soup.select("#past .session")) == 50
        assert "Past sessions 60 sessions" in client.page.says("#past")
        client.get("/student?page=2")
        assert len(client.page.soup.select("#past .session")) == 10


def test_somebody_elses_learner_is_not_here(client, world, lessons):
    client.sign_in_as(world.stranger)

    client.get(f"/student/learners/{world.student_learner}", status=404)
    client.get("/student/learners/x", status=404)


def test_before_the_first_session_one_is_told_what_happens(client, world):
    given.a_matched_course(learner=world.stranger_learner, tutor=world.tutor)
    client.sign_in_as(world.stranger).get("/student")

    assert "No sessions yet" in client.page.says("#next-session")
    assert "Math, O Levels: Tariq Tutor is the tutor." in client.page.says("#next-session")


def test_a_second_course_that_waits_is_said_beside_the_running_one(client, world, lessons):
    given.a_matched_course(learner=world.student_learner, tutor=world.other_tutor, subject="Physics", paid=False)
    client.sign_in_as(world.student).get("/student")

    assert "Physics, O Levels: the academy is waiting for the payment." in client.page.says("#waiting")


def test_an_account_without_learners_gets_a_page(client, world):
    lonely = given.person("Lonely Parent", "lonely", "Asia/Dubai", "parent")
    client.sign_in_as(lonely).get("/student")

    assert "No sessions yet" in client.page.text


def test_the_page_has_no_number_but_the_academys_and_no_address(student):
    ticket(student)

    assert "@" not in student.page.text
    assert "923000000000" not in student.page.html
    assert "922100000000" in student.page.html


def test_earlier_months_are_a_link_away(client, world, superuser):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    last = given.sessions_of(course)[-1]
    with given.after(last.scheduled_end_utc, 60 * 24 * 90):
        client.sign_in_as(world.student).get("/student")
        assert "Session" not in client.page.text.split("Past sessions")[0].split("No sessions yet")[0][-1:]
        client.get("/student?past=all")

    assert len(client.page.soup.select("#past .session")) == 8
