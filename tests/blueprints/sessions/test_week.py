"""The week: the academy's and a tutor's own."""

from datetime import date

import pytest

from corved.queries.sessions import month_days
from corved.queries.timetable import active_tutors
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.sessions.mark_session import mark_session
from corved.values.plurals import hours_of
from tests import given


@pytest.fixture
def courses(world):
    return [
        given.a_running_course(learner=world.student_learner, tutor=world.tutor),
        given.a_running_course(
            learner=world.zara, tutor=world.other_tutor, pattern=given.a_schedule((1, 3), "06:00", "Asia/Karachi")
        ),
    ]


def slots(client, url):
    client.get(url)
    return {
        day.h2.get_text(" ", strip=True): [each.get_text(" ", strip=True) for each in day.select(".ev > summary")]
        for day in client.page.soup.select(".day")
    }


def test_it_shows_the_weeks_sessions_by_day_in_the_readers_zone(client, world, courses):
    found = slots(client.sign_in_as(world.admin), "/admin/week")

    assert list(found) == [
        "Mon 2 March, today",
        "Tue 3 March",
        "Wed 4 March",
        "Thu 5 March",
        "Fri 6 March",
        "Sat 7 March",
        "Sun 8 March",
    ]
    assert found["Mon 2 March, today"] == ["22:00 Ayaan Sheikh 12:00 New York Scheduled"]
    assert found["Wed 4 March"] == [
        "06:00 Zara Khan 01:00 London Scheduled",
        "22:00 Ayaan Sheikh 12:00 New York Scheduled",
    ]
    assert client.page.says("h1") == "Mon 2 Mar to Sun 8 Mar"
    assert "3 sessions" in client.page.says(".head")


def test_it_goes_to_the_week_before_and_after_and_keeps_the_tutor(client, world, courses):
    client.sign_in_as(world.admin).get(f"/admin/week?week=2026-03-11&tutor={world.tutor}")
    assert client.page.says("h1") == "Mon 9 Mar to Sun 15 Mar"
    assert len(client.page.soup.select(".ev > summary")) == 2

    links = [client.page.soup.select_one(f"#week-{name}")["href"] for name in ("before", "this", "after")]

    assert all(f"tutor={world.tutor}" in each for each in links)
    assert "week=2026-03-02" in links[0]
    assert "week=2026-03-16" in links[2]


@pytest.mark.parametrize("nonsense", ["week=x", "week=9999-01-01", "week=0001-01-01", "tutor=x", "week="])
def test_nonsense_shows_this_week(client, world, courses, nonsense):
    client.sign_in_as(world.admin).get(f"/admin/week?{nonsense}")

    assert client.page.says("h1") == "Mon 2 Mar to Sun 8 Mar"


def test_a_slot_leads_to_its_session_and_says_its_status(client, world, courses):
    lesson = given.sessions_of(courses[0])[0]
    with given.after(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="done")
        client.sign_in_as(world.admin).get("/admin/week")
    slot = client.page.soup.select_one(".ev.is-done")

    assert slot.select_one("a[id$=-page]")["href"] == f"/admin/sessions/{lesson.id}"
    assert "Done" in slot.get_text()


def test_a_tutor_sees_own_sessions_only_and_marks_from_the_sessions_page(client, world, courses):
    lesson = given.sessions_of(courses[0])[0]
    client.sign_in_as(world.tutor)
    found = slots(client, "/tutor/week?week=2026-03-02")
    assert [each for day in found.values() for each in day] == [
        "17:00 Ayaan Sheikh 12:00 New York Scheduled",
        "17:00 Ayaan Sheikh 12:00 New York Scheduled",
    ]
    client.get(f"/tutor/sessions/{given.sessions_of(courses[1])[0].id}", status=404)

    with given.after(lesson.scheduled_end_utc):
        client.get(f"/tutor/sessions/{lesson.id}")
        form = client.page.soup.select_one("form[aria-label^=Mark]")
        client.follow(client.post(form["action"], {"status": "done"}, status=303))
        assert "Marked in the last 24 hours" in client.page.says("main")

    assert given.session_now(lesson.id).status == "done"


def test_the_clocks_change_moves_no_session_to_another_day(client, world):
    """London's clocks go forward on Sunday 29 March; that day has 23 hours."""
    course = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((0, 6), "23:00"))
    client.sign_in_as(world.tutor)

    found = slots(client, "/tutor/week?week=2026-03-29")

    assert [day for day, each in found.items() if each] == ["Sat 28 March", "Sun 29 March"]
    assert found["Sun 29 March"][0].startswith("23:00 Zara")
    assert len(given.sessions_of(course)) == 8


def test_the_week_names_the_offset_it_has_and_a_change_of_clocks_in_it(client, world, courses):
    client.sign_in_as(world.tutor).get("/tutor/week?week=2026-03-30")
    assert "times in London, UTC+1" in client.page.says(".head")
    client.get("/tutor/week?week=2026-03-23")
    assert "times in London, UTC+0, after the clock change UTC+1" in client.page.says(".head")


def test_it_looks_again_by_itself_and_answers_the_grid_alone(client, world, courses):
    client.sign_in_as(world.admin).get(f"/admin/week?tutor={world.tutor}")
    grid = client.page.soup.select_one("#week")
    assert grid["hx-trigger"] == "every 60s"

    answer = client.get(grid["hx-get"], htmx=True)

    assert answer.get_data(as_text=True).count('class="ev ') == 2


def test_a_week_of_too_many_sessions_counts_them_hour_by_hour(client, world, courses, monkeypatch):
    monkeypatch.setattr("corved.queries.sessions.week.MOST_BOXES", 2)
    pattern = given.a_schedule((1, 3), "22:10", "Asia/Karachi")
    given.a_running_course(learner=world.zara, tutor=world.other_tutor, pattern=pattern)
    with given.after(given.sessions_of(courses[0])[0].scheduled_end_utc):
        client.sign_in_as(world.admin).get("/admin/week")

    boxes = [(each.get_text(" ", strip=True), each["href"]) for each in client.page.soup.select(".ev > a.box")]
    assert boxes == [
        ("22:00 2 sessions 1 to mark", "/admin/week?view=day&week=2026-03-02#hour-22"),
        ("06:00 1 session", "/admin/week?view=day&week=2026-03-04#hour-6"),
        ("22:00 2 sessions", "/admin/week?view=day&week=2026-03-04#hour-22"),
    ]
    assert "5 sessions" in client.page.says(".head")
    assert client.page.says("#week-counted")
    assert not client.page.soup.select(".ev .sheet")


def test_a_day_has_a_column_for_each_tutor_who_teaches_on_it(client, world, courses):
    found = slots(client.sign_in_as(world.admin), "/admin/week?view=day&week=2026-03-04")

    assert client.page.says("h1") == "Wed 4 Mar"
    assert found == {
        "Bilal Ahmed": ["06:00 Zara Khan 01:00 London Scheduled"],
        "Tariq Tutor": ["22:00 Ayaan Sheikh 12:00 New York Scheduled"],
    }
    assert "week=2026-03-05" in client.page.soup.select_one("#week-after")["href"]
    assert "view=day" in client.page.soup.select_one("#week-after")["href"]
    assert "view=day" in client.page.one("#week")["hx-get"]


def test_a_day_without_sessions_says_so(client, world, courses):
    found = slots(client.sign_in_as(world.admin), "/admin/week?view=day&week=2026-03-08")
    assert found == {"Sun 8 March": []}
    assert "0 sessions" in client.page.says(".head")


def days_of_month(client, url):
    client.get(url)
    cells = [each for each in client.page.soup.select(".month td") if each.get("class") != ["other"]]
    return [each.get_text(" ", strip=True) for each in cells]


def test_a_month_counts_each_day_by_the_readers_clock_and_leads_to_it(client, world, courses):
    days = days_of_month(client.sign_in_as(world.admin), "/admin/week?view=month")

    assert client.page.says("h1") == "March 2026"
    assert len(days) == 31
    assert days[0] == "Sun 1 March:"
    assert days[1] == "Mon 2 March, today: 1 1 session 22:00 Ayaan"
    assert days[3] == "Wed 4 March: 2 2 sessions 06:00 Zara 22:00 Ayaan"
    counted = sum(1 for course in courses for each in given.sessions_of(course) if each.scheduled_start_utc.month == 3)
    assert f"{counted} sessions" in client.page.says(".head")
    assert client.page.soup.select(".month td a")[3]["href"].endswith("view=day&week=2026-03-04")
    assert "week=2026-04-01" in client.page.soup.select_one("#week-after")["href"]


def test_a_month_says_how_many_a_day_has_besides_those_that_it_names(client, world, courses, monkeypatch):
    monkeypatch.setattr(month_days, "SHOWN", 1)
    lesson = given.sessions_of(courses[0])[0]
    with given.after(lesson.scheduled_end_utc):
        days = days_of_month(client.sign_in_as(world.admin), "/admin/week?view=month")
    assert days[3].endswith("06:00 Zara 1 more")
    assert "1 to mark" in days[1]


def test_a_month_shows_closures_and_leave(client, world, courses):
    add_closure(closed=Closed("Eid", date(2026, 3, 20), date(2026, 3, 21), "Asia/Karachi"))
    days = days_of_month(client.sign_in_as(world.admin), f"/admin/week?view=month&tutor={world.tutor}")
    assert [number for number, words in enumerate(days, 1) if "Eid" in words] == [20, 21]
    assert "Zara" not in " ".join(days)
    assert client.page.soup.select_one("#week-view-week")["href"].endswith(f"tutor={world.tutor}")


def test_a_tutors_month_has_its_sessions_and_the_hours_that_they_taught(client, world, courses):
    first, second, third = given.sessions_of(courses[0])[:3]
    with given.after(third.scheduled_end_utc):
        mark_session(session_id=first.id, status="done")
        mark_session(session_id=second.id, status="no_show_student")
        client.sign_in_as(world.tutor).get("/tutor/month?week=2026-03-02")

        assert client.page.says("h1") == "March 2026"
        says = client.page.says("#sum")
        assert "1 h done" in says
        assert "1 h with student absent" in says
        assert "1 to be marked" in says
        assert "Ayaan Sheikh, Math 2 h" in says
        assert "Zara" not in client.page.says("main")
        rows = [each.get_text(" ", strip=True) for each in client.page.soup.select("tbody tr")]
        assert rows[0] == "Mon 2 Mar 17:00–18:00 Ayaan Sheikh Math Done"
        assert "week=2026-02-01" in client.page.soup.select_one("#week-before")["href"]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (95, "1 h 35"), (600, "10 h")]
)
def test_a_length_is_written_in_hours(minutes, words):
    assert hours_of(minutes) == words


def test_a_day_of_many_tutors_has_pages_and_counts_them_all(client, world, monkeypatch):
    """A limit of one column: nobody is left out, and the sessions of the day are counted whole."""
    for learner, tutor in ((world.student_learner, world.tutor), (world.zara, world.other_tutor)):
        given.a_running_course(learner=learner, tutor=tutor)
    monkeypatch.setattr("corved.queries.sessions.week.COLUMNS", 1)
    client.sign_in_as(world.admin).get("/admin/week?view=day&week=2026-03-04")
    names = []
    for number in (1, 2):
        assert "2 sessions" in client.page.says(".head p")
        assert "1 tutor of 2" in client.page.says("#week-tutors")
        names += [each.get_text(strip=True) for each in client.page.soup.select(".day h2")]
        if number == 1:
            client.get(client.page.one("#tutors-after")["href"])
    assert names == ["Bilal Ahmed", "Tariq Tutor"]
    assert "page=2" in client.page.one("#week")["hx-get"]
    client.get(client.page.one("#tutors-before")["href"])


def test_of_many_tutors_those_are_shown_whose_name_is_typed(client, world, courses, monkeypatch):
    monkeypatch.setattr(active_tutors, "MOST_LISTED", 2)
    admin = client.sign_in_as(world.admin)
    admin.get("/admin/week")
    assert not admin.page.soup.select("[id^=week-tutor-]")
    admin.get("/admin/week?name=TARIQ")
    [found] = admin.page.soup.select("[id^=week-tutor-]")
    admin.get(found["href"])
    assert admin.page.says(f"#{found['id']}").endswith(found.get_text(strip=True)[-3:])
    assert admin.page.one(f"#{found['id']}")["aria-current"] == "true"
    admin.get("/admin/week?name=nobody+at+all")
    assert "No tutor has that in the name." in admin.page.text
    monkeypatch.setattr(active_tutors, "FOUND_SHOWN", 1)
    admin.get("/admin/week?name=a")
    assert "found. Type more of the name." in admin.page.text
