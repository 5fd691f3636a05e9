"""Each role follows every link and sends every form it finds, with its own ids and with other people's.

Nothing that belongs to others can be read or written, and nothing answers 500.
"""

import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text

from corved.scheduling.obstacles import Closed
from corved.scheduling.zones import named
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.sessions.mark_session import mark_session
from tests import given
from tests.conftest import tables_of

MOST_PAGES = 150
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FILLED = {"date": "2026-03-20", "time": "12:00", "text": "x", "search": "x", "email": "x@test.example", "url": ""}


@pytest.fixture
def academy(world, cast_put_back):
    courses = [
        given.a_running_course(learner=world.zara, tutor=world.tutor),
        given.a_running_course(learner=world.student_learner, tutor=world.other_tutor),
    ]
    for course in courses:
        mark_session(session_id=given.sessions_of(course)[4].id, status="rescheduled")
    waiting = given.a_matched_course(learner=world.yusuf, tutor=world.tutor, subject="Physics")
    open_request(learner_id=world.stranger_learner, subject_id=_subject(waiting), level_id=given.level_id("O Levels"))
    add_closure(closed=Closed("Break", *[given.date(2026, 3, 18)] * 2, "Asia/Karachi"), chosen={})
    return courses


def _subject(course):
    from corved.database.session import db

    return db.scalar(text("select subject_id from requests where id = :id"), {"id": course.request})


class Crawler:
    """Visits pages breadth first, one of each shape a few times, and keeps what it saw."""

    def __init__(self, client):
        self.client = client
        self.seen, self.forms, self.texts, self.shapes = set(), {}, [], {}

    def crawl(self, start):
        waiting = [start]
        while waiting and len(self.seen) < MOST_PAGES:
            url = waiting.pop(0)
            shape = UUIDS.sub("*", url)
            if url in self.seen or self.shapes.get(shape, 0) >= 3:
                continue
            self.shapes[shape] = self.shapes.get(shape, 0) + 1
            self.seen.add(url)
            response = self.client.get(url, status=None)
            if response.mimetype != "text/html" or response.status_code == 303:
                continue
            self.texts.append(response.get_data(as_text=True))
            soup = self.client.page.soup
            waiting += [each["href"].partition("#")[0] for each in soup.select("a[href^='/']")]
            for form in soup.select("form[method=post]"):
                self.forms.setdefault(UUIDS.sub("*", form["action"]), (form["action"], self._fields(form)))
        return self

    def _fields(self, form):
        fields = {}
        for each in form.select("input[name], textarea[name]"):
            fields[each["name"]] = each.get("value") or FILLED.get(each.get("type", "text"), "x")
        for each in form.select("select[name]"):
            options = [option.get("value", "") for option in each.select("option")]
            fields[each["name"]] = next((value for value in options if value), "")
        for each in form.select("button[name]"):
            fields[each["name"]] = each.get("value", "")
        fields.pop("csrf_token", None)
        return fields


def everything(superuser):
    """What the tables hold."""
    return {
        table: superuser.execute(f"select md5(string_agg(t::text, '' order by t::text)) from {table} t").fetchone()
        for table in tables_of(superuser)
        if table != "sign_ins"  # the visitors of the tests sign in
    }


PEOPLE = {
    "admin": ("admin", "/admin"),
    "tutor": ("tutor", "/tutor"),
    "student": ("student", "/student"),
    "parent": ("parent", "/student"),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_link_and_form_answers_in_words_and_shows_nothing_of_others(client, world, academy, who):
    """Forms as they are, empty, and with nonsense: never a 500."""
    name, start = PEOPLE[who]
    crawler = Crawler(client.sign_in_as(getattr(world, name))).crawl(start)

    assert len(crawler.seen) >= {"admin": 60, "tutor": 5, "student": 3, "parent": 4}[who]
    shown = "\n".join(crawler.texts)
    if who in ("student", "parent"):
        others = {"student": ("Zara Khan", "Yusuf"), "parent": ("Ayaan", "Emaan")}[who]
        assert not any(other in shown for other in others)
    if who != "admin":
        assert "@test.example" not in shown.replace(f"{name}@test.example", "")
        assert "+923000000000" not in shown
        assert "923000000000" not in shown

    skipped = ("/sign-out", "/activity", "/profile/password")
    forms = {shape: form for shape, form in crawler.forms.items() if not shape.endswith(skipped)}
    assert len(forms) >= {"admin": 20, "tutor": 2, "student": 1, "parent": 1}[who]
    for action, fields in forms.values():
        for sent in (
            dict.fromkeys(fields, ""),
            dict.fromkeys(fields, "x" * 5000),
            dict.fromkeys(fields, "☃\u202e"),
            fields,
        ):
            response = client.browser.post(action, data={**sent, "csrf_token": client.token})
            assert response.status_code in (200, 303, 404, 409, 413, 422), f"{action} {sent}: {response.status}"
        client.sign_in_as(getattr(world, name))


def test_nobody_writes_with_somebody_elses_ids(client, world, academy, superuser):
    """Every form that an admin finds, and every one of tutors, is sent by everybody else: 404, and nothing changes."""
    admins = Crawler(client.sign_in_as(world.admin)).crawl("/admin").forms
    tutors = Crawler(client.sign_in_as(world.tutor)).crawl("/tutor").forms
    own = ("/tutor/calendar", "/tutor/hours", "/tutor/leave")  # everybody's are their own: there is no id in them
    both = [each for each in (*admins.values(), *tutors.values()) if each[0] not in own]
    forms = [each for each in both if each[0].startswith(("/admin", "/tutor"))]
    assert len(forms) >= 25
    before = everything(superuser)

    for person in (world.stranger, world.other_tutor, world.student):
        client.sign_in_as(person)
        for action, fields in forms:
            response = client.browser.post(action, data={**fields, "csrf_token": client.token})
            assert response.status_code == 404, f"{action}: {response.status}"

    assert everything(superuser) == before


LONG = "فاطمہ علی"
NO_MARKUP = ("option", "title", "textarea", "bdi")


@pytest.mark.parametrize("who", PEOPLE)
def test_a_name_from_right_to_left_is_apart_from_the_sentence_around_it(client, world, academy, superuser, who):
    """On every page of everybody (situation 5). It is in <bdi>, in isolates, or alone in its element."""
    superuser.execute("update learners set full_name = %s || ' ' || left(full_name, 1)", (LONG,))
    superuser.execute("update users set full_name = %s || ' ' || left(full_name, 1)", (LONG,))
    name, start = PEOPLE[who]
    crawler = Crawler(client.sign_in_as(getattr(world, name))).crawl(start)

    bare = set()
    for html in crawler.texts:
        soup = BeautifulSoup(html, "html.parser")
        for words in soup.find_all(string=re.compile(LONG.split()[0])):
            is_hidden = any(each.name in NO_MARKUP or "sr" in each.get("class", ()) for each in words.parents)
            is_apart = f"\u2068{LONG.split()[0]}" in words or " ".join(words.split())[:-2] == LONG
            if not is_hidden and not is_apart:
                bare.add(f"{soup.title.get_text()}: {' '.join(words.split())[:80]}")
    assert not bare, "\n".join(sorted(bare))


@pytest.mark.parametrize("who", ["admin", "tutor", "parent"])
def test_a_text_of_400_kb_in_any_field_is_refused_in_words_and_kept_nowhere(client, world, academy, who):
    home = {"admin": "/admin", "tutor": "/tutor", "parent": "/student"}[who]
    client.sign_in_as(getattr(world, who))
    huge = "Karachi " * 50_000
    for action, fields in list(Crawler(client).crawl(home).forms.values()):
        if "/import" in action or "/export" in action:
            continue
        for name in fields:
            answer = client.browser.post(action, data={**fields, name: huge, "csrf_token": client.token})
            assert answer.status_code < 500, (action, name)
            assert huge not in answer.get_data(as_text=True)
            client.sign_in_as(getattr(world, who))
    assert named.cache_info().maxsize is not None
