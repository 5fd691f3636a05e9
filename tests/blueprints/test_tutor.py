"""The tutor's page: what waits, today, the next days; one tap a session."""

import pytest

from corved.use_cases.sessions.write_note import write_note
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view


@pytest.fixture
def lessons(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))


@pytest.fixture
def tutor(client, world, lessons):
    return client.sign_in_as(world.tutor)


def url(session, more="/mark"):
    return f"/tutor/sessions/{session.id}{more}"


def test_today_is_first_in_the_tutors_own_zone(tutor, lessons):
    tutor.get("/tutor")

    said = tutor.page.says("#next-session")
    assert "Mon 2 Mar" in said
    assert "17:00 London, UTC+0" in said
    assert "12:00 New York, UTC−5 Ayaan, Math" in said
    assert tutor.page.says("#coming").startswith("Coming up Week Today 17:00 Ayaan Sheikh")
    assert not tutor.page.soup.select(f'[id="session-{lessons[0].id}-done"]')
    assert tutor.page.one(f'[id="session-{lessons[0].id}-rescheduled"]')


def test_the_buttons_are_there_from_the_start_on(tutor, lessons):
    with given.after(lessons[0].scheduled_start_utc):
        tutor.get("/tutor")

    assert [each["value"] for each in tutor.page.soup.select("#now .marks button")] == [
        "done",
        "no_show_student",
        "no_show_tutor",
        "rescheduled",
    ]
    assert tutor.page.one("#now .join")["href"].startswith("/sessions/")


def test_what_waits_for_a_mark_is_on_top_with_its_count(tutor, lessons):
    with given.after(lessons[1].scheduled_end_utc, 600):
        tutor.get("/tutor")

    assert tutor.page.says("#unmarked .count") == "2 sessions"
    assert len(tutor.page.soup.select("#unmarked li")) == 2


@pytest.mark.parametrize("status", ["done", "no_show_student", "no_show_tutor", "rescheduled"])
def test_one_tap_marks_and_one_takes_it_back(tutor, lessons, status):
    with given.after(lessons[0].scheduled_end_utc):
        answer = tutor.post(url(lessons[0]), {"status": status, "notes": ""}, htmx=True).get_data(as_text=True)
        assert '<div id="today"' in answer
        assert f"session-{lessons[0].id}-undo" in answer
        assert given.session_now(lessons[0].id).status == status

        tutor.post(url(lessons[0], "/mark/undo"), htmx=True)
        assert given.session_now(lessons[0].id).status == "scheduled"


def test_a_note_goes_with_the_mark_or_comes_after_it(tutor, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        tutor.get("/tutor")
        tutor.post(url(lessons[0]), {"status": "done", "notes": "Fractions."}, status=303)
        assert given.session_now(lessons[0].id).tutor_notes == "Fractions."
        tutor.post(url(lessons[0], "/note"), {"notes": "Fractions, exercise 4."}, status=303)

    assert given.session_now(lessons[0].id).tutor_notes == "Fractions, exercise 4."


def test_a_second_tap_of_another_kind_says_what_it_is_now(tutor, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        tutor.post(url(lessons[0]), {"status": "done"}, htmx=True)
        answer = tutor.post(url(lessons[0]), {"status": "no_show_student"}, htmx=True, status=422)

    assert "Tariq Tutor changed this session in the meantime: it is “done” now." in answer.get_data(as_text=True)
    assert given.session_now(lessons[0].id).status == "done"


def test_too_early_is_refused_in_words(tutor, lessons):
    answer = tutor.post(url(lessons[0]), {"status": "done"}, htmx=True, status=422)

    assert "from the moment it starts" in answer.get_data(as_text=True)


@pytest.mark.parametrize("status", ["scheduled", "cancelled", ""])
def test_a_status_that_is_not_a_tutors_is_refused(tutor, lessons, status):
    tutor.get("/tutor")
    with given.after(lessons[0].scheduled_end_utc):
        tutor.post(url(lessons[0]), {"status": status, "notes": "Do not lose this"}, status=422)

    assert tutor.page.says(f'[id="session-{lessons[0].id}-note"]') == "Do not lose this"
    assert given.session_now(lessons[0].id).status == "scheduled"


def test_an_empty_day_says_when_the_next_one_is(client, world):
    given.a_running_course(learner=world.student_learner, tutor=world.other_tutor, pattern=given.a_schedule((2, 4)))
    client.sign_in_as(world.other_tutor).get("/tutor")

    said = client.page.says("#next-session")
    assert "Tue 3 Mar tomorrow, Tuesday 22:00 Karachi, UTC+5" in said
    assert "Ayaan, Math" in said


def test_the_page_has_no_number_no_address_and_no_admins_note(tutor, world, superuser, lessons):
    superuser.execute("insert into match_notes (match_id, body) values (%s, 'Pays late')", (lessons[0].match_id,))
    tutor.get("/tutor")

    assert "@" not in tutor.page.text
    assert "+92" not in tutor.page.html
    assert "Pays late" not in tutor.page.html


@pytest.mark.parametrize(
    ("path", "data"), [("/mark", {"status": "rescheduled"}), ("/mark/undo", {}), ("/note", {"notes": "x"})]
)
def test_only_its_own_tutor_writes_here(client, world, lessons, path, data):
    ask_of_a_writing_view(
        client,
        url(lessons[0], path),
        data,
        not_for=[world.other_tutor, world.owner, world.student, world.admin],
        owner=world.tutor,
    )
    assert given.session_now(lessons[0].id).status == "scheduled"
    assert given.session_now(lessons[0].id).tutor_notes is None


def test_an_open_page_looks_again_every_minute_so_that_the_buttons_appear_in_time(tutor, lessons):
    tutor.get("/tutor")
    unit = tutor.page.one("#today")
    assert (unit["hx-get"], unit["hx-trigger"], unit["hx-swap"]) == ("/tutor", "every 60s", "outerMorph")

    with given.after(lessons[0].scheduled_start_utc):
        answer = tutor.get(unit["hx-get"], htmx=True).get_data(as_text=True)

    assert f'id="session-{lessons[0].id}-done"' in answer
    assert "<html" not in answer


def test_a_note_that_somebody_else_wrote_since_is_not_overwritten(client, world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    with given.after(lesson.scheduled_end_utc):
        client.sign_in_as(world.tutor).get("/tutor")
        shown = client.page.soup.select_one(f"[id='session-{lesson.id}'] [name=shown]")["value"]
        write_note(session_id=lesson.id, notes="From the academy.")
        url = f"/tutor/sessions/{lesson.id}"

        answer = client.post(url + "/note", {"notes": "Mine.", "shown": shown}, htmx=True, status=422)
        assert "it is “From the academy.” now" in answer.get_data(as_text=True)
        assert "Mine.</textarea>" in answer.get_data(as_text=True)
        client.post(url + "/mark", {"status": "done", "notes": "", "shown": shown}, status=303)

    now = given.session_now(lesson.id)
    assert (now.status, now.tutor_notes) == ("done", "From the academy.")


def test_a_note_can_be_emptied_and_one_that_was_not_touched_is_not_written_again(client, world, superuser):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    write_note(session_id=lesson.id, notes="First.")
    with given.after(lesson.scheduled_end_utc):
        client.sign_in_as(world.tutor).get("/tutor")
        shown = client.page.soup.select_one(f"[id='session-{lesson.id}'] [name=shown]")["value"]
        client.post(f"/tutor/sessions/{lesson.id}/note", {"notes": "First.", "shown": shown}, status=303)
        client.post(f"/tutor/sessions/{lesson.id}/note", {"notes": "", "shown": shown}, status=303)

    assert given.session_now(lesson.id).tutor_notes is None
    assert superuser.execute("select count(*) from audit_logs where action = 'session.noted'").fetchone() == (2,)
