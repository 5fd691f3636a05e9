"""What a stranger broke once."""

import pytest

from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.page_inspection import Page


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("url", ["/admin/sessions", "/sign-in", "/"])
def test_a_database_that_stays_away_is_a_page_that_says_so(client, world, database, url, htmx):
    client.sign_in_as(world.admin)
    database.goes_away()

    for _ in range(3):
        headers = {"HX-Request-Type": "partial"} if htmx else {}
        response = client.browser.get(url, headers=headers)
        assert response.status_code == 503
        assert "Nothing was saved. Wait a moment, then try again." in response.get_data(as_text=True)


def test_after_it_comes_back_the_next_request_works(client, world, database):
    client.sign_in_as(world.admin)
    database.goes_away()
    assert client.browser.get("/admin/learners").status_code == 503
    database.comes_back()

    assert client.browser.get("/admin/learners").status_code == 200


@pytest.mark.parametrize(
    ("first", "last"), [("2025-01-01", "2025-12-31"), ("2025-03-01", "2026-03-01"), ("2026-02-02", "2026-03-01")]
)
def test_a_window_in_the_past_however_long_is_answered(client, world, first, last):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    query = f"days=1&days=3&time=17:00&timezone=Europe/London&duration_mins=60&start_date={first}&end_date={last}"
    client.sign_in_as(world.admin).get(f"/admin/matches/{course.match}?{query}")

    says = client.page.says("#preview")
    assert "0 of 8" in says or "at most 92 days" in says
    if "0 of 8" in says:
        assert "Start on Mon 2 Mar" in says


@pytest.mark.parametrize(("day", "time"), [("0001-01-01", "00:00"), ("9999-12-31", "23:59"), ("2026-03-29", "01:30")])
def test_a_day_at_the_edge_of_the_calendar_is_answered(client, world, day, time):
    lesson = given.sessions_of(given.a_running_course(learner=world.stranger_learner, tutor=world.tutor))[3]
    client.sign_in_as(world.admin)
    new = {"date": day, "time": time, "timezone": "Europe/London"}

    client.post(f"/admin/sessions/{lesson.id}/move/preview", new, htmx=True, status=200)
    client.get(f"/admin/sessions/{lesson.id}?date={day}&time={time}&timezone=Europe/London")
    client.get(f"/admin/sessions/{lesson.id}?date={day}&time={time}&timezone=Nowhere")


def test_a_family_sees_a_session_that_was_moved_far_past_its_package(client, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    last = given.sessions_of(course)[-1]
    move_session(
        session_id=last.id,
        local_start=last.local_start.replace(year=2026, month=9, day=1),
        timezone="Europe/London",
        reason="After the summer",
    )
    with given.after(last.scheduled_start_utc, 60 * 24 * 120):
        client.sign_in_as(world.student).get("/student")

    assert "Tue 1 Sep" in client.page.says("#next-session")


def test_a_note_of_several_lines_keeps_them(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.tutor)
    client.post(f"/tutor/sessions/{lesson.id}/note", {"notes": "line1\r\nline2"}, status=303)
    client.sign_in_as(world.admin).get(f"/admin/sessions/{lesson.id}")
    shown = client.page.one(f'[id="session-{lesson.id}-note"]').get_text().strip()

    client.post(f"/admin/sessions/{lesson.id}/note", {"notes": shown}, status=303)

    assert given.session_now(lesson.id).tutor_notes == "line1\nline2"


def test_a_note_is_as_long_as_people_count_it(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.tutor)
    text = "x" * 3900 + "\r\n" * 99 + "x"

    client.post(f"/tutor/sessions/{lesson.id}/note", {"notes": text}, status=303)

    assert len(given.session_now(lesson.id).tutor_notes) == 4000


def test_a_refused_mark_keeps_the_note_that_came_with_it(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.tutor)
    with given.after(lesson.scheduled_end_utc):
        client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "done"})
        stale = {"status": "no_show_student", "notes": "Waited half an hour"}
        client.post(f"/tutor/sessions/{lesson.id}/mark", stale, status=422)

    assert "Waited half an hour" in client.page.text
    assert given.session_now(lesson.id).status == "done"


def test_who_is_signed_out_is_told_that_and_not_about_a_stale_page(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.tutor)
    client.browser.delete_cookie("corved")

    response = client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "rescheduled"}, htmx=True, status=204)

    assert response.headers["HX-Redirect"].startswith("/sign-in")


def test_who_is_signed_out_while_typing_keeps_the_text_and_is_told_why(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.tutor)
    client.browser.delete_cookie("corved")
    note = f"/tutor/sessions/{lesson.id}/note"

    kept = client.post(note, {"notes": "Good work on fractions."}, htmx=True, status=401).get_data(as_text=True)
    assert "What you typed is still on this page." in kept
    assert 'href="/sign-in" target="_blank"' in kept

    client.follow(client.post(note, {"notes": "Good work on fractions."}, status=303))
    assert "You were signed out in the meantime" in client.page.says("#toasts")


def test_a_row_on_a_matchs_page_answers_into_the_list_when_it_changes_and_into_itself_when_it_does_not(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[3]
    client.sign_in_as(world.admin)
    move = f"/admin/sessions/{lesson.id}/move?on=match"
    new = {"date": "2026-03-12", "time": "20:00", "timezone": "Asia/Karachi", "reason": ""}

    refused = client.post(move, new | {"date": "2026-01-01"}, htmx=True, status=422)
    moved = client.post(move, new, htmx=True, status=200)

    assert "HX-Retarget" not in refused.headers
    assert moved.headers["HX-Retarget"] == "#sessions"


def test_the_package_that_is_paid_is_the_one_to_schedule(client, world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    later = given.sell_package(request_id=course.request, terms=given.Terms(12, given.date(2026, 5, 1)))
    given.record_payment(package_id=later, amount=34000, paid_on=given.date(2026, 3, 1))
    client.sign_in_as(world.admin).get(f"/admin/matches/{course.match}")

    assert client.page.one("input[name=package_id]")["value"] == str(later)


def test_what_waits_is_found_on_all_days(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.admin)
    with given.after(lesson.scheduled_end_utc, 60 * 24):
        client.get("/admin/sessions?status=unmarked")

    assert len(client.page.soup.select("li.row[id^=session-]")) == 1


def test_setting_the_meet_link_leaves_the_schedule_that_is_being_typed(client, world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, meet_link=None)
    client.sign_in_as(world.admin)

    response = client.post(
        f"/admin/matches/{course.match}/meet-link", {"meet_link": given.MEET_LINK}, htmx=True, status=200
    )

    assert response.headers["HX-Trigger"] == "meet-link-changed"
    assert "schedule-form" not in response.get_data(as_text=True)


def test_a_mark_set_early_locks_nobody_out_of_a_running_lesson(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    with given.after(lesson.scheduled_start_utc, 10):
        client.sign_in_as(world.tutor).get("/tutor")
        client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "no_show_student"})
        client.get("/tutor")
        assert client.page.one(f'[id="session-{lesson.id}-join"]')["href"].endswith("/join")

        client.sign_in_as(world.student).get("/student")
        assert "On now" in client.page.says("#next-session")
        assert client.page.one("#next-session-join")["href"].endswith("/join")
        assert "was absent" not in client.page.text
    with given.after(lesson.scheduled_end_utc):
        client.get("/student")
        assert "Ayaan was absent" in client.page.says("#past")


def test_a_tutors_own_absence_ends_the_lesson(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.tutor)
    with given.after(lesson.scheduled_start_utc, 10):
        client.get("/tutor")
        client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "no_show_tutor"})
        client.sign_in_as(world.student).get("/student")

    assert "Wed 4 Mar" in client.page.says("#next-session")
    assert "Tutor absent" in client.page.says("#past")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_stale_move_counts_once_the_session_was_shown_as_it_is(client, world, htmx):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[3]
    client.sign_in_as(world.admin)
    stale = {"date": "2026-03-12", "time": "20:00", "timezone": "Asia/Karachi", "seen": "done@1"}
    refused = client.post(f"/admin/sessions/{lesson.id}/move", stale, htmx=htmx, status=422).get_data(as_text=True)
    seen = Page(refused).one("input[name=seen][id]")["value"]

    client.post(f"/admin/sessions/{lesson.id}/move", stale | {"seen": seen}, htmx=htmx)

    assert given.session_now(lesson.id).status == "rescheduled"


def test_a_typed_schedule_survives_recording_the_payment(client, world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    client.sign_in_as(world.admin)
    query = "days=1&days=3&time=17:00&timezone=Europe/London&duration_mins=60&start_date=2026-03-02&end_date=2026-04-01"
    client.get(f"/admin/matches/{course.match}?{query}")
    client.get(client.page.one('#preview a[href*="/payment"]')["href"])
    action = client.page.one("#payment")["action"]
    client.follow(client.post(action, {"amount": "24000", "paid_on": "2026-03-01"}, status=303))

    assert "Create 8 sessions" in client.page.says("#preview")


def test_a_typed_schedule_survives_setting_the_meet_link_without_javascript(client, world):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, meet_link=None)
    client.sign_in_as(world.admin)
    query = "days=1&days=3&time=17:00&timezone=Europe/London&duration_mins=60&start_date=2026-03-02&end_date=2026-04-01"
    client.get(f"/admin/matches/{course.match}?{query}")
    client.get(client.page.one("#preview-meet-link")["href"])
    action = client.page.one("#meet-link")["action"]
    client.follow(client.post(action, {"meet_link": given.MEET_LINK}, status=303))

    assert "Create 8 sessions" in client.page.says("#preview")


@pytest.mark.parametrize("typed", ["London", "europe/london", "LONDON "])
def test_a_city_is_enough_of_a_zone(client, world, typed):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    query = f"days=1&days=3&time=17:00&timezone={typed}&duration_mins=60&start_date=2026-03-02&end_date=2026-04-01"
    client.sign_in_as(world.admin).get(f"/admin/matches/{course.match}?{query}")

    assert "17:00 London" in client.page.says("#preview")


def test_the_facts_count_with_the_list(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.admin)
    with given.after(lesson.scheduled_end_utc):
        answer = client.post(f"/admin/sessions/{lesson.id}/mark?on=match", {"status": "done"}, htmx=True)

    text = answer.get_data(as_text=True)
    assert "1 of 8 used, 7 remaining" in text
    assert 'hx-target="#course-now"' in text
    assert ">1 of 8</text>" in text


@pytest.mark.parametrize("part", ["move", "history"])
def test_what_is_closed_gives_the_focus_back_to_what_opened_it_and_to_nothing_else(client, world, part):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[3]
    client.sign_in_as(world.admin)

    closed = client.get(f"/admin/sessions/{lesson.id}/{part}?on=match&open=no", htmx=True).get_data(as_text=True)

    opener = {"move": "move", "history": "more"}[part]
    assert Page(closed).one("[data-focus]")["id"] == f"session-{lesson.id}-{opener}"


@pytest.mark.parametrize("htmx", [True, False])
def test_what_nobody_expected_is_a_page_without_a_word_of_sql(client, world, superuser, caplog, htmx):
    client.sign_in_as(world.admin)
    superuser.execute("alter table subjects rename column name to other_name")
    try:
        headers = {"HX-Request-Type": "partial"} if htmx else {}
        response = client.browser.get("/admin/learners", headers=headers)
    finally:
        superuser.execute("alter table subjects rename column other_name to name")

    text = response.get_data(as_text=True)
    assert response.status_code == 500
    assert "other_name" not in text
    assert "subjects" not in text.lower()
    assert "Unexpected error" in caplog.text
    assert client.browser.get("/admin/learners").status_code == 200
