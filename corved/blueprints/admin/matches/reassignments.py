"""Changing the tutor of a match."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.matches.reassignment_form import ReassignmentForm
from corved.problems import Problem
from corved.queries.closures.closures import whose_days
from corved.queries.matches.match_page import match_head
from corved.scheduling.local_time import local_date
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.values.plurals import counted
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.refusals import attach


@admin.get("/matches/<uuid:match_id>/tutor")
def reassignment(match_id: UUID) -> Response:
    """Show the form that changes a match's tutor.

    `tutor`, `since` and `meet_link` in the URL fill it in, so that a change can be undone.
    """
    head = match_head(match_id)
    asked = request.args
    today = local_date(clock.now(), head.tutor_zone)
    filled = {
        "tutor": asked.get("tutor", ""),
        "since": asked.get("since", today, type=date.fromisoformat),
        "meet_link": one_line(asked.get("meet_link")),
        "seen": str(head.tutor_id),
    }
    return _page(match_id, ReassignmentForm(formdata=None, data=filled))


@admin.post("/matches/<uuid:match_id>/tutor")
def create_reassignment(match_id: UUID) -> Response:
    form = ReassignmentForm()
    match_head(match_id)
    tutor_id = _uuid(form.tutor.data)
    if not form.validate() or tutor_id is None:
        form.tutor.errors = form.tutor.errors or ([] if tutor_id else ["Choose the new tutor."])
        return _page(match_id, form, 422)
    try:
        count = reassign_tutor(
            match_id=match_id,
            tutor_id=tutor_id,
            since=form.since.data,
            meet_link=form.meet_link.data or None,
            seen=_uuid(form.seen.data),
        )
    except Problem as problem:
        attach(problem, form, "tutor")
        return _page(match_id, form, 422)
    link = "" if form.meet_link.data else " Set a new Meet link now: nobody can join without one."
    flash(f"The new tutor teaches {counted(count, 'upcoming session')}.{link}")
    return htmx.go_to(url_for("admin.match", match_id=match_id))


def _page(match_id: UUID, form: ReassignmentForm, status: int = 200) -> Response:
    head = match_head(match_id)
    tutors = [(key, name) for key, name, _zone in whose_days() if key is not None and key != head.tutor_id]
    return make_response(
        render_template("admin/matches/reassignment.html", page=head, form=form, tutors=tutors), status
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
