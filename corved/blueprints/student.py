"""The family's pages."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request

from corved import clock
from corved.blueprints.calendars import add_calendar
from corved.blueprints.family_payments import add_payments
from corved.blueprints.statements import statement_file, statement_page
from corved.queries.sessions.family_page import student_sessions
from corved.queries.sessions.statement import statement as statement_of
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.paging import page_number

student = Blueprint("student", __name__, url_prefix="/student")
add_calendar(student)
add_payments(student)


@student.get("")
def sessions() -> Response:
    """Show all learners of the account."""
    return _page(None)


@student.get("/learners/<uuid:learner_id>")
def learner(learner_id: UUID) -> Response:
    return _page(learner_id)


@student.get("/packages/<uuid:package_id>/statement")
def statement(package_id: UUID) -> Response:
    return statement_page(statement_of(package_id, signed_in().id, now=clock.now()))


@student.get("/packages/<uuid:package_id>/statement.csv")
def statement_csv(package_id: UUID) -> Response:
    return statement_file(statement_of(package_id, signed_in().id, now=clock.now()))


def _page(learner_id: UUID | None) -> Response:
    everything = request.args.get("past") == "all"
    page = student_sessions(
        learner_id=learner_id,
        now=clock.now(),
        zone=signed_in().timezone,
        everything=everything,
        past_page=page_number(),
    )
    shown = {"page": page, "everything": everything}
    return htmx.respond("student/partials/sessions.html", "student/sessions.html", shown)
