"""How many SQL statements a page costs, after the one that binds the identity."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from corved.database.session import db
from corved.models import Payment, TutorRequest, TutorSubject
from corved.queries.matches.substitutes import candidates
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.people.ask_for_leave import ask_for_leave
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.sessions.mark_session import mark_session
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
    "/student": ("student", 5),
    "/tutor": ("tutor", 3),  # one of them only in the weeks of a change of clocks
    "/admin": ("admin", 6),
    "/admin/learners": ("admin", 2),
    "/admin/week": ("admin", 5),
    "/admin/week?view=day": ("admin", 4),
    "/admin/week?view=month": ("admin", 4),
    "/tutor/week": ("tutor", 2),
    "/tutor/month": ("tutor", 6),
    "/admin/pay": ("admin", 6),
    "tutor's pay": ("admin", 6),
    "/admin/sessions?when=all": ("admin", 3),
    "/admin/sessions?when=week": ("admin", 4),
    "match": ("admin", 4),
    "waiting match": ("admin", 5),
    "change of schedule": ("admin", 5),
    "/admin/closures": ("admin", 3),
    "closure that is looked at": ("admin", 5),
    "/admin/month": ("admin", 5),
    "/admin/messages": ("admin", 6),
    "/admin/messages/texts": ("admin", 2),
    "/admin/messages/waiting": ("admin", 5),
    "messages about a match": ("admin", 6),
    "messages about a session": ("admin", 3),
    "messages about a request": ("admin", 3),
    "invitation": ("admin", 4),
    "hours": ("admin", 3),
    "tutor's request": ("admin", 2),
    "/tutor/hours": ("tutor", 5),
    "/student/availability": ("student", 3),
    "availability": ("student", 3),
    "/admin/audit": ("admin", 2),
    "person": ("admin", 5),
    "/admin/families": ("admin", 2),
    "/admin/tutors": ("admin", 2),
    "/admin/import": ("admin", 1),
    "request": ("admin", 5),
    "/admin/enrolment": ("admin", 4),
    "/admin/academy": ("admin", 2),
    "/admin/catalogue": ("admin", 3),
    "/admin/prices": ("admin", 3),
    "/admin/payments": ("admin", 6),
    "/admin/payments?q=zara": ("admin", 6),
    "receipt": ("admin", 2),
    "family's receipt": ("parent", 3),
    "/student/payments": ("parent", 5),
    "/admin/find?q=zara+mon": ("admin", 3),
    "/admin/reports": ("admin", 4),
    "/admin/start": ("admin", 2),
    "stop": ("admin", 4),
    "/profile": ("student", 2),
    "/profile/second-step": ("tutor", 2),
    "swap": ("admin", 3),
    "session": ("admin", 5),
    "statement": ("admin", 3),
    "family's statement": ("student", 3),
    "decision": ("admin", 3),
    "one more session": ("admin", 5),
    "session with a new time": ("admin", 5),
    "closure's removal": ("admin", 4),
    "session's removal": ("admin", 3),
    "one child": ("parent", 5),
    "Meet link": ("admin", 4),
    "payment": ("admin", 3),
    "refund": ("admin", 2),
    "learner": ("admin", 5),
    "deactivation": ("admin", 5),
    "erasure": ("admin", 5),
    "cancelled month": ("admin", 3),
    "end of a request": ("admin", 3),
    "another tutor": ("admin", 4),
    "substitute's link": ("admin", 4),
    "leaving": ("admin", 5),
    "withdrawal": ("admin", 4),
    "run": ("admin", 3),
    "tutor's session": ("tutor", 4),
    "/student/calendar": ("student", 2),
    "/tutor/calendar": ("tutor", 2),
    "/admin/people/new": ("admin", 2),
}


# Redirects and files; the first page of an empty academy; what only somebody without a role sees.
NOT_COUNTED = {
    *(
        "health.healthz",
        "health.readyz",
        "health.metrics",
        "auth.password_again",
        "auth.sign_in_code",
        "admin.people",
        "admin.matches",
        "admin.requests",
    ),
    *(
        "auth.help_page",
        "auth.favicon",
        "auth.apple_touch_icon",
        "auth.robots",
        "auth.change_password",
        "auth.security",
    ),
    *("static", "auth.home", "auth.join", "auth.calendar", "auth.setup", "auth.nowhere", "auth.sign_in"),
    *("auth.invitation", "auth.password_link", "student.session_file", "tutor.session_file"),
    *(
        "student.statement_csv",
        "admin.statement_csv",
        "admin.export",
        "admin.person_export",
        "admin.payments_file",
        "admin.pay_file",
        "admin.sessions_file",
        "admin.import_template",
        "admin.import_workbook",
    ),
    *("admin.history", "admin.move_page"),
}


@pytest.fixture
def url_of(world, busy_academy):
    """The address of a page of PAGES."""
    courses, waiting = busy_academy
    lesson = given.sessions_of(courses[0])[0]
    match = f"/admin/matches/{courses[0].match}"
    package = courses[0].package
    paid, family_paid = (
        db.scalars(select(Payment.id).where(Payment.package_id == each.package)).one() for each in courses[:2]
    )
    db.rollback()
    last = given.sessions_of(courses[0])[-1]
    pairs = db.execute(select(TutorSubject.subject_id, TutorSubject.level_id).distinct()).all()
    tutor = next(each.id for each in candidates([last.time], map(tuple, pairs)) if not each.busy)
    db.rollback()
    substitute_tutor(match_id=courses[0].match, session_ids=[last.id], tutor_id=tutor)
    with given.speaking_for("app_tutor", world.tutor):
        ask_for_leave(first_day=date(2026, 3, 20), last_day=date(2026, 3, 25), reason="", today=date(2026, 3, 2))
    asked = db.scalars(select(TutorRequest.id)).one()
    db.rollback()
    urls = {
        "match": match,
        "waiting match": f"/admin/matches/{waiting.match}?days=1&days=3&time=08:00&duration_mins=60"
        "&timezone=Europe/London&start_date=2026-03-02&end_date=2026-04-01",
        "change of schedule": f"{match}/schedule?days=2&time=08:00&duration_mins=60"
        "&timezone=Europe/London&start_date=2026-03-10",
        "closure that is looked at": "/admin/closures?name=Eid&first_day=2026-03-16&last_day=2026-03-18",
        "person": f"/admin/people/{world.tutor}?timezone=Asia/Karachi",
        "messages about a match": f"/admin/messages?match={courses[0].match}",
        "messages about a session": f"/admin/messages?session={lesson.id}",
        "messages about a request": f"/admin/messages?request={courses[0].request}",
        "hours": f"/admin/people/{world.tutor}/hours",
        "tutor's request": f"/admin/tutor-requests/{asked}",
        "invitation": f"/admin/people/{world.tutor}/invitation",
        "swap": f"/admin/sessions/{lesson.id}/swap",
        "session": f"/admin/sessions/{lesson.id}",
        "statement": f"/admin/packages/{package}/statement",
        "tutor's pay": f"/admin/pay/{world.tutor}",
        "receipt": f"/admin/payments/{paid}/receipt",
        "family's receipt": f"/student/payments/{family_paid}/receipt",
        "family's statement": f"/student/packages/{package}/statement",
        "request": f"/admin/requests/{courses[0].request}",
        "stop": f"{match}/stop",
        "session's removal": f"/admin/sessions/{lesson.id}/removal",
        "decision": f"/admin/sessions/{lesson.id}/decision",
        "one more session": f"{match}/packages/{package}/session",
        "session with a new time": f"/admin/sessions/{lesson.id}?date=2026-03-10&time=20:00&timezone=Asia/Karachi",
        "closure's removal": f"/admin/closures/{uuid4()}/removal",
        "one child": f"/student/learners/{world.zara}",
        "Meet link": f"{match}/meet-link",
        "payment": f"/admin/packages/{waiting.package}/payment",
        "deactivation": f"/admin/people/{world.tutor}/deactivation",
        "erasure": f"/admin/people/{world.tutor}/erasure",
        "learner": f"/admin/people/{world.parent}/learners/{world.zara}",
        "refund": f"/admin/requests/{courses[0].request}/packages/{package}/refund",
        "cancelled month": f"/admin/requests/{courses[0].request}/packages/{package}/cancellation",
        "end of a request": f"/admin/requests/{courses[0].request}/end",
        "another tutor": f"{match}/tutor",
        "availability": f"/student/requests/{courses[0].request}/availability",
        "leaving": f"/admin/people/{world.tutor}/leaving",
        "substitute's link": f"{match}/substitutes/{tutor}/link",
        "withdrawal": f"{match}/packages/{package}/withdrawal",
        "run": f"/admin/month/runs/{uuid4()}",
        "tutor's session": f"/tutor/sessions/{lesson.id}",
    }
    return lambda page: urls.get(page, page)


def test_every_page_is_counted(app, url_of):
    paths = app.url_map.bind("localhost")
    counted = {paths.match(url_of(page).partition("?")[0])[0] for page in PAGES}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}

    assert pages - counted == NOT_COUNTED


@pytest.mark.usefixtures("cast_put_back")
def test_a_page_costs_few_statements_however_much_there_is(client, world, busy_academy, url_of, statements):
    courses, waiting = busy_academy
    lesson = given.sessions_of(courses[0])[0]
    day = given.sessions_of(courses[1])[0].local_start.date()
    closure = add_closure(closed=Closed("Eid", day, day, "Europe/London"))
    run = start_generation_run([(waiting.match, waiting.package)])
    invite_person(person_id=world.tutor, token_of=lambda salt: salt)
    with given.after(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="no_show_tutor")
    urls = {
        "closure's removal": f"/admin/closures/{closure.id}/removal",
        "run": f"/admin/month/runs/{run}",
    }

    wrong = {}
    for page, (person, most) in PAGES.items():
        client.sign_in_as(getattr(world, person))
        statements.clear()
        client.get(urls.get(page) or url_of(page), htmx=page.endswith("waiting"))
        if not min(1, most) <= len(statements) <= most <= 6:
            wrong[page] = list(statements)

    assert {page: len(each) for page, each in wrong.items()} == {}


def test_a_mark_and_its_answer_cost_few_statements(client, world, busy_academy, statements):
    courses, _ = busy_academy
    lesson = given.sessions_of(courses[0])[0]
    client.sign_in_as(world.tutor)
    with given.after(lesson.scheduled_end_utc):
        statements.clear()
        client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "done"}, htmx=True)

    assert len(statements) <= 5, "\n".join(statements)
