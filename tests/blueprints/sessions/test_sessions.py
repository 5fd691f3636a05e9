"""The academy's sessions: the list, marks in place, moves, notes, history."""

import csv
import io

import pytest

from corved.use_cases.sessions.mark_session import mark_session
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view
from tests.page_inspection import Page


@pytest.fixture
def lessons(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))


@pytest.fixture
def admin(client, world, lessons):
    return client.sign_in_as(world.admin)


def url(session, more=""):
    return f"/admin/sessions/{session.id}{more}"


def listed(client, query=""):
    client.get("/admin/sessions" + query)
    return [row.get_text(" ", strip=True) for row in client.page.soup.select("li.row[id^=session-]")]


def test_they_stand_in_order_of_time_in_the_admins_zone(admin):
    rows = listed(admin)

    assert len(rows) == 8
    assert rows[0].startswith("22:00 Mon 2 Mar Ayaan Sheikh · Math with Tariq Tutor")
    assert "12:00 New York" in rows[0]
    assert "17:00 London" in rows[0]


def test_the_other_sides_day_is_marked_where_it_differs(client, world):
    given.a_running_course(
        learner=world.student_learner,
        tutor=world.other_tutor,
        pattern=given.a_schedule((2, 4), "06:00", "Asia/Karachi"),
    )
    client.sign_in_as(world.admin).get("/admin/sessions")

    marks = {each.get_text() for each in client.page.soup.select("li .day-mark")}

    assert "Mon 2 Mar" in marks


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?when=all", 8),
        ("?when=day&day=2026-03-04", 1),
        ("?when=week&day=2026-03-12", 2),
        ("?when=day&day=nonsense", 1),
        ("?when=day&day=9999-12-31", 1),
        ("?person=ayaan", 8),
        ("?person=tariq", 8),
        ("?person=zara", 0),
        ("?person=%25", 0),
        ("?status=unmarked", 0),
        ("?status=scheduled", 8),
        ("?status=nonsense", 8),
        ("?subject=x", 8),
        ("?page=0", 8),
        ("?page=99999999999999999999", 8),
        ("?page=2", 8),
    ],
)
def test_they_are_filtered(admin, query, count):
    assert len(listed(admin, query)) == count


def test_pages_have_fifty_and_keep_the_filters(client, world):
    for number, learner in enumerate((world.student_learner, world.zara, world.yusuf)):
        given.a_running_course(
            learner=learner, tutor=world.tutor, tier=20, pattern=given.a_schedule((1, 2, 3, 4, 5), f"{16 + number}:00")
        )
    client.sign_in_as(world.admin)

    assert len(listed(client, "?when=all&person=tariq")) == 50
    later = client.page.one("nav.pages a")["href"]
    assert "person=tariq" in later
    client.get(later)
    assert len(client.page.soup.select("li.row[id^=session-]")) == 10


@pytest.mark.parametrize("status", ["done", "no_show_student", "no_show_tutor", "rescheduled"])
def test_a_mark_answers_in_place_and_is_undone(admin, lessons, status):
    lesson = lessons[0]
    with given.after(lesson.scheduled_end_utc):
        marked = admin.post(url(lesson, "/mark"), {"status": status}, htmx=True).get_data(as_text=True)
        assert Page(marked).one(f'li.row[id="session-{lesson.id}"]')
        assert f"session-{lesson.id}-undo" in marked
        assert 'hx-target="#toasts"' in marked
        assert given.session_now(lesson.id).status == status

        undone = admin.post(url(lesson, "/mark/undo"), htmx=True).get_data(as_text=True)
        assert f"session-{lesson.id}-done" in undone
        assert given.session_now(lesson.id).status == "scheduled"


def test_on_a_matchs_page_the_whole_list_answers(admin, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        answer = admin.post(url(lessons[0], "/mark?on=match"), {"status": "done"}, htmx=True).get_data(as_text=True)

    assert 'id="sessions"' in answer
    assert "1 of 8 used, 7 remaining" in answer


def test_without_javascript_one_comes_back_to_the_row(admin, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        response = admin.post(
            url(lessons[0], "/mark"),
            {"status": "done"},
            referer="http://localhost/admin/sessions?when=all",
            status=303,
        )

    assert response.headers["Location"] == f"/admin/sessions?when=all#session-{lessons[0].id}"


def test_a_referer_of_another_site_is_not_followed(admin, lessons):
    response = admin.post(
        url(lessons[0], "/mark"), {"status": "rescheduled"}, referer="https://evil.example/admin", status=303
    )

    assert response.headers["Location"] == url(lessons[0])


@pytest.mark.parametrize("status", ["cancelled", "", "DONE", "done'; drop table sessions"])
def test_a_status_that_does_not_exist_is_refused(admin, lessons, status):
    answer = admin.post(url(lessons[0], "/mark"), {"status": status}, htmx=True, status=422)

    assert "not a status" in answer.get_data(as_text=True)
    assert given.session_now(lessons[0].id).status == "scheduled"


def test_done_before_the_start_is_refused_in_words(admin, lessons):
    answer = admin.post(url(lessons[0], "/mark"), {"status": "done"}, htmx=True, status=422)

    assert "cannot be marked done before it starts" in answer.get_data(as_text=True)


def test_two_tabs_do_not_overwrite_each_other(admin, lessons):
    with given.after(lessons[0].scheduled_end_utc):
        old = {"status": "done", "seen": lessons[0].version}
        admin.post(url(lessons[0], "/mark"), {"status": "no_show_student", "seen": old["seen"]}, htmx=True)
        answer = admin.post(url(lessons[0], "/mark"), old, htmx=True, status=422).get_data(as_text=True)

    assert "Nothing was overwritten" in answer
    assert "Student absent" in answer
    assert given.session_now(lessons[0].id).status == "no_show_student"


def test_the_move_form_opens_under_the_row_and_closes(admin, lessons):
    opened = admin.get(url(lessons[2], "/move"), htmx=True).get_data(as_text=True)
    closed = admin.get(url(lessons[2], "/move?open=no"), htmx=True).get_data(as_text=True)

    assert f"session-{lessons[2].id}-move-form" in opened
    assert f"session-{lessons[2].id}-move-form" not in closed


def test_the_new_time_is_shown_for_all_three_while_typing(admin, lessons):
    new = {"date": "2026-03-10", "time": "20:00", "timezone": "America/New_York"}

    text = " ".join(admin.post(url(lessons[2], "/move/preview"), new, htmx=True).get_data(as_text=True).split())

    assert "05:00–06:00</time> Karachi" in text
    assert "20:00–21:00</time> New York" in text
    assert "00:00–01:00</time> London" in text
    assert "Both are free." in text
    assert "A reason is needed" not in text


def test_the_preview_says_who_is_taken_and_else_why_a_reason_is_needed(client, world, lessons):
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4), "10:00"))
    client.sign_in_as(world.admin)
    taken = {"date": "2026-03-03", "time": "10:30", "timezone": "Europe/London"}

    text = client.post(url(lessons[0], "/move/preview"), taken, htmx=True).get_data(as_text=True)

    assert "Tariq Tutor teaches Zara Khan" in text
    assert "too little notice" not in text, "there is no such move to give a reason for"
    soon = {"date": "2026-03-03", "time": "13:00", "timezone": "Europe/London"}
    text = client.post(url(lessons[0], "/move/preview"), soon, htmx=True).get_data(as_text=True)
    assert "Needed here: too little notice" in text


@pytest.mark.parametrize("htmx", [True, False])
def test_a_move_is_made_and_shown(admin, lessons, htmx):
    new = {"date": "2026-03-10", "time": "20:00", "timezone": "Asia/Karachi", "reason": "", "seen": ""}

    admin.post(url(lessons[2], "/move"), new, htmx=htmx, status=200 if htmx else 303)

    admin.get(url(lessons[2]))
    assert "Moved" in admin.page.text
    assert "was Mon 9 Mar, 22:00" in admin.page.text
    assert "Moved from Mon 9 Mar, 22:00 Karachi to Tue 10 Mar, 20:00 Karachi" in admin.page.says("#history")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"date": "2026-02-30"}, "Enter the new day"),
        ({"date": ""}, "Enter the new day"),
        ({"date": "9999-12-31"}, "year"),
        ({"time": "25:00"}, "like 19:00"),
        ({"timezone": "UTC+5"}, "not a time zone"),
        ({"timezone": ""}, "not a time zone"),
        ({"date": "2026-03-01"}, "in the past"),
        ({"date": "2026-05-01"}, "Enter a reason"),
        ({"date": "2026-03-11", "time": "22:30"}, "Taken: Tariq Tutor teaches Ayaan Sheikh"),
        ({"reason": "x" * 501}, "500 characters"),
        ({"seen": "2020-01-01T00:00:00+00:00"}, "changed this session in the meantime"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_move_that_cannot_be_is_refused_and_keeps_what_was_typed(admin, lessons, wrong, says, htmx):
    new = {"date": "2026-03-10", "time": "20:00", "timezone": "Asia/Karachi", "reason": "Because", "seen": ""}
    if says == "Enter a reason":
        new["reason"] = ""

    response = admin.post(url(lessons[2], "/move"), new | wrong, htmx=htmx, status=422)

    text = response.get_data(as_text=True)
    assert says in text
    assert "The session was not moved" in text
    assert 'value="Because"' in text or "reason" in wrong or says == "Enter a reason"
    assert given.session_now(lessons[2].id).status == "scheduled"


def test_a_note_is_written_and_stays_in_the_history(admin, lessons):
    admin.post(url(lessons[0], "/note"), {"notes": "<b>Bring</b> the book"}, status=303)

    admin.get(url(lessons[0]))

    assert "“<b>Bring</b> the book”" in admin.page.says("#history")


def test_a_note_that_is_too_long_is_refused(admin, lessons):
    answer = admin.post(url(lessons[0], "/note"), {"notes": "x" * 4001}, htmx=True, status=422)

    assert "4,000 characters" in answer.get_data(as_text=True)


def test_the_history_says_who_when_what_and_why(admin, lessons):
    new = {"date": "2026-03-05", "time": "20:00", "timezone": "Asia/Karachi", "reason": "Load-shedding", "seen": ""}
    admin.post(url(lessons[0], "/move"), new, htmx=True)

    text = " ".join(admin.get(url(lessons[0], "/history"), htmx=True).get_data(as_text=True).split())

    assert "<b>Moved</b> from Mon 2 Mar" in text
    assert "by <bdi>Amna Rizvi</bdi>" in text
    assert "Exception: too little notice" in text
    assert "“Load-shedding”" in text
    assert "<b>Created</b>" in text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/mark", {"status": "rescheduled"}),
        ("/mark/undo", {}),
        ("/note", {"notes": "x"}),
        ("/move/preview", {"date": "2026-03-10", "time": "20:00", "timezone": "Asia/Karachi"}),
    ],
)
def test_only_admins_write_here(client, world, lessons, path, data):
    ask_of_a_writing_view(
        client,
        url(lessons[2], path),
        data,
        not_for=[world.student, world.tutor, world.stranger],
        owner=world.admin,
    )
    assert given.session_now(lessons[2].id).status == "scheduled"
    assert given.session_now(lessons[2].id).tutor_notes is None


def test_the_move_form_offers_times_that_are_free_for_both(client, world, lessons):
    client.sign_in_as(world.admin).get(url(lessons[2]))
    offered = [each.get_text(" ", strip=True) for each in client.page.soup.select("[id$=-suggestions] a")]
    shown = ["Tue 3 Mar, 22:00 12:00 New York", "Thu 5 Mar, 22:00 12:00 New York"]
    assert offered[:2] == shown, "the same hour on other days, in order of time"
    assert len(offered) == 6

    client.get(client.page.one("[id$=-to-1]")["href"])

    assert "Tue 3 Mar, 22:00–23:00" in client.page.says("[id$=-move-preview]")
    sent = {each["name"]: each.get("value", "") for each in client.page.soup.select("[id$=-move-form] input[name]")}
    client.follow(client.post(url(lessons[2], "/move"), sent | {"timezone": "Asia/Karachi"}, status=303))
    assert given.session_now(lessons[2].id).local_start.day == 3


@pytest.mark.parametrize("htmx", [True, False])
def test_a_move_is_undone_from_the_page(admin, lessons, htmx):
    admin.post(url(lessons[2], "/move"), {"date": "2026-03-10", "time": "20:00", "timezone": "Asia/Karachi"})
    assert given.session_now(lessons[2].id).status == "rescheduled"

    answer = admin.post(url(lessons[2], "/move/undo"), {}, htmx=htmx)

    text = answer.get_data(as_text=True) if htmx else admin.follow(answer).get_data(as_text=True)
    assert "The session is at its old time again." in text
    assert given.session_now(lessons[2].id).status == "scheduled"


def test_an_undo_of_a_move_that_cannot_be_is_refused_in_words(admin, lessons):
    admin.post(url(lessons[2], "/move"), {"date": "2026-03-10", "time": "20:00", "timezone": "Asia/Karachi"})
    with given.after(lessons[2].scheduled_start_utc, 5):
        answer = admin.post(url(lessons[2], "/move/undo"), {}, htmx=True, status=422)

    assert "The old time has passed" in answer.get_data(as_text=True)
    assert given.session_now(lessons[2].id).status == "rescheduled"


def test_without_a_move_there_is_none_to_undo(admin, lessons):
    answer = admin.post(url(lessons[2], "/move/undo"), {}, htmx=True)

    assert "There was no move to undo." in answer.get_data(as_text=True)


def test_a_move_on_a_courses_page_can_be_undone_there(admin, lessons):
    new = {"date": "2026-03-10", "time": "20:00", "timezone": "Asia/Karachi"}

    answer = Page(admin.post(url(lessons[2], "/move?on=match"), new, htmx=True).get_data(as_text=True))

    assert answer.one(f"#session-{lessons[2].id}-undo-move")["formaction"].endswith("/move/undo?on=match")
    assert not answer.soup.select(f"#session-{lessons[3].id}-undo-move")


def test_a_range_of_days_has_sums_of_all_its_sessions_and_a_file(admin, lessons):
    first, last = lessons[0].local_start.date(), lessons[-1].local_start.date()
    with given.after(lessons[0].scheduled_end_utc):
        mark_session(session_id=lessons[0].id, status="done")
        mark_session(session_id=lessons[1].id, status="rescheduled")
        wanted = f"when=range&day={first}&until={last}&person=Tariq"
        admin.get(f"/admin/sessions?{wanted}")

        assert "8 sessions, 8 h" in admin.page.says("#sessions-sums")
        assert "1 done, 1 h" in admin.page.says("#sessions-sums")
        assert "1 needs a new time, 1 h" in admin.page.says("#sessions-sums")
        file = admin.browser.get(admin.page.one("#sessions-csv")["href"]).text
        rows = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
        assert [row["Status"] for row in rows] == ["Done", "Needs a new time"] + ["Scheduled"] * 6
        assert {row["Minutes"] for row in rows} == {"60"}

        admin.get(f"/admin/sessions?when=range&day={first}&until={first}")
        assert "1 session, 1 h" in admin.page.says("#sessions-sums")
