"""The reports: every number is a count of sessions, in the reader's weeks and days."""

import gzip
import re

import pytest

from corved.use_cases.sessions.mark_session import mark_session
from tests import given


@pytest.fixture
def marked(world):
    """Ayaan's course: two done, one missed by the student and one by the tutor; of Zara's nothing is marked."""
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    given.a_running_course(learner=world.zara, tutor=world.other_tutor, pattern=given.a_schedule((2, 4), "23:30"))
    for session, status in zip(
        given.sessions_of(course), ("done", "no_show_student", "done", "no_show_tutor"), strict=False
    ):
        with given.after(session.scheduled_end_utc):
            mark_session(session_id=session.id, status=status)
    return course


def table(client, key):
    rows = client.page.soup.select(f"#{key}-table tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


def test_weeks_by_outcome_add_up_and_the_picture_says_the_same(client, world, marked):
    with given.after(given.sessions_of(marked)[3].scheduled_end_utc, 60):
        client.sign_in_as(world.admin).get("/admin/reports?weeks=4")
    rows = table(client, "held")

    assert len(rows) == 4
    assert rows[-2:] == [["Mon 2 Mar", "1", "1", "0", "2"], ["Mon 9 Mar", "1", "0", "1", "2"]]
    assert "50 % done" in client.page.says("#held")
    assert "this week 4, of which 1 are done." in client.page.says("#held desc")


def test_hours_of_each_tutor_and_sessions_of_each_day(client, world, marked):
    with given.after(given.sessions_of(marked)[3].scheduled_end_utc, 60):
        client.sign_in_as(world.admin).get("/admin/reports")
    loads = {row[0]: row[1] for row in table(client, "load")}
    assert (loads["Tariq Tutor"], loads["Bilal Ahmed"]) == ("1 h", "2 h")
    days = {row[0]: int(row[1]) for row in table(client, "month")}
    assert len(days) == 31
    assert sum(days.values()) == 16
    assert days["Mon 2 Mar"] == 1


@pytest.mark.parametrize("query", ["", "?weeks=52", "?weeks=x", "?weeks=-1"])
def test_it_stands_on_an_empty_academy_and_its_pictures_are_small(client, world, query):
    page = client.sign_in_as(world.admin).get("/admin/reports" + query).get_data(as_text=True)
    pictures = re.findall(r'<svg class="picture"\s+height.*?</svg>', page, re.DOTALL)
    assert len(pictures) == 3
    assert all(len(gzip.compress(each.encode())) <= 2048 for each in pictures)


def test_only_admins_see_them(client, world):
    client.sign_in_as(world.tutor).get("/admin/reports", status=404)
