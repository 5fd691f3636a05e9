"""How many SQL statements a page costs, after the one that binds the identity."""

import pytest

from corved.use_cases.invite_person import invite_person
from corved.use_cases.mark_session import mark_session
from tests import given


@pytest.fixture
def busy_academy(world):
    courses = [
        given.a_running_course(
            learner=learner, tutor=world.tutor, tier=20, pattern=given.a_schedule((1, 2, 3, 4, 5), f"{14 + number}:00")
        )
        for number, learner in enumerate((world.student_learner, world.zara, world.yusuf, world.stranger_learner))
    ]
    waiting = given.a_matched_course(learner=world.zara, tutor=world.tutor, subject="Physics")
    return courses, waiting


PAGES = {
    "/student": ("student", 4),
    "/tutor": ("tutor", 1),
    "/admin": ("admin", 3),
    "/admin/matches": ("admin", 1),
    "/admin/week": ("admin", 2),
    "/tutor/week": ("tutor", 1),
    "/admin/sessions?when=all": ("admin", 2),
    "match": ("admin", 3),
    "waiting match": ("admin", 4),
    "change of schedule": ("admin", 3),
    "/admin/closures": ("admin", 2),
    "closure that is looked at": ("admin", 4),
    "/admin/month": ("admin", 3),
    "/admin/messages": ("admin", 4),
    "/admin/messages/texts": ("admin", 1),
    "/admin/messages/waiting": ("admin", 4),
    "messages about a match": ("admin", 4),
    "messages about a session": ("admin", 2),
    "messages about a request": ("admin", 2),
    "invitation": ("admin", 2),
    "/admin/audit": ("admin", 1),
    "person": ("admin", 4),
    "/admin/people": ("admin", 1),
    "/admin/import": ("admin", 0),
    "/admin/requests": ("admin", 1),
    "request": ("admin", 3),
    "/admin/enrolment": ("admin", 3),
    "/admin/academy": ("admin", 1),
    "/admin/start": ("admin", 1),
    "stop": ("admin", 3),
    "/profile": ("student", 1),
    "swap": ("admin", 2),
    "session": ("admin", 4),
    "statement": ("admin", 2),
    "family's statement": ("student", 2),
    "decision": ("admin", 2),
    "one more session": ("admin", 4),
    "session with a new time": ("admin", 4),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_few_statements_however_much_there_is(client, world, busy_academy, statements, page):
    courses, waiting = busy_academy
    person, most = PAGES[page]
    client.sign_in_as(getattr(world, person))
    lesson = given.sessions_of(courses[0])[0]
    if page == "invitation":
        invite_person(person_id=world.tutor, token_of=lambda salt: salt)
    if page in ("decision", "one more session"):
        with given.after(lesson.scheduled_end_utc):
            mark_session(session_id=lesson.id, status="no_show_tutor")
    url = {
        "match": f"/admin/matches/{courses[0].match}",
        "waiting match": f"/admin/matches/{waiting.match}?days=1&days=3&time=08:00&duration_mins=60"
        "&timezone=Europe/London&start_date=2026-03-02&end_date=2026-04-01",
        "change of schedule": f"/admin/matches/{courses[0].match}/schedule?days=2&time=08:00&duration_mins=60"
        "&timezone=Europe/London&start_date=2026-03-10",
        "closure that is looked at": "/admin/closures?name=Eid&first_day=2026-03-16&last_day=2026-03-18",
        "person": f"/admin/people/{world.tutor}?timezone=Asia/Karachi",
        "messages about a match": f"/admin/messages?match={courses[0].match}",
        "messages about a session": f"/admin/messages?session={lesson.id}",
        "messages about a request": f"/admin/messages?request={courses[0].request}",
        "invitation": f"/admin/people/{world.tutor}/invitation",
        "swap": f"/admin/sessions/{lesson.id}/swap",
        "session": f"/admin/sessions/{lesson.id}",
        "statement": f"/admin/packages/{courses[0].package}/statement",
        "family's statement": f"/student/packages/{courses[0].package}/statement",
        "request": f"/admin/requests/{courses[0].request}",
        "stop": f"/admin/matches/{courses[0].match}/stop",
        "decision": f"/admin/sessions/{lesson.id}/decision",
        "one more session": f"/admin/matches/{courses[0].match}/packages/{courses[0].package}/session",
        "session with a new time": f"/admin/sessions/{lesson.id}?date=2026-03-10&time=20:00&timezone=Asia/Karachi",
    }.get(page, page)
    statements.clear()

    client.get(url, htmx=page.endswith("waiting"))

    assert len(statements) <= most, "\n".join(statements)
    assert most <= 4


def test_a_mark_and_its_answer_cost_few_statements(client, world, busy_academy, statements):
    courses, _ = busy_academy
    lesson = given.sessions_of(courses[0])[0]
    client.sign_in_as(world.tutor)
    with given.after(lesson.scheduled_end_utc):
        statements.clear()
        client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "done"}, htmx=True)

    assert len(statements) <= 3, "\n".join(statements)
