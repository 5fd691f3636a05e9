"""The Meet link of a substitute, and giving their sessions back to the course's tutor."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.matches.meet_link_form import MeetLinkForm
from corved.problems import NotHere, Problem
from corved.queries.matches.match_page import match_head
from corved.queries.matches.substitutes import coming_sessions
from corved.queries.sessions.session_rows import SessionRow
from corved.queries.timetable.active_tutors import is_a_tutor
from corved.use_cases.matches.set_substitute_link import set_substitute_link
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.refusals import attach


@admin.get("/matches/<uuid:match_id>/substitutes/<uuid:tutor_id>/link")
def substitute_link(match_id: UUID, tutor_id: UUID) -> Response:
    rows = _taught(match_id, tutor_id)
    return _page(rows, MeetLinkForm(formdata=None, meet_link=rows[0].meet_link))


@admin.post("/matches/<uuid:match_id>/substitutes/<uuid:tutor_id>/link")
def change_substitute_link(match_id: UUID, tutor_id: UUID) -> Response:
    form, rows = MeetLinkForm(), _taught(match_id, tutor_id)
    if form.validate() and not form.meet_link.data:
        form.meet_link.errors = ["Enter a Meet link."]
    if form.errors:
        return _page(rows, form, 422)
    try:
        set_substitute_link(match_id=match_id, tutor_id=tutor_id, meet_link=form.meet_link.data or "")
    except Problem as problem:
        attach(problem, form, "meet_link")
        return _page(rows, form, 422)
    flash("The Meet link is saved for these sessions.")
    return htmx.go_to(url_for("admin.match", match_id=match_id))


@admin.post("/matches/<uuid:match_id>/substitutes/<uuid:tutor_id>/end")
def create_substitute_end(match_id: UUID, tutor_id: UUID) -> Response:
    """Give the sessions to come of a substitute back to the course's tutor."""
    head = match_head(match_id)
    if not is_a_tutor(tutor_id):
        raise NotHere
    ids = [row.id for row in coming_sessions(match_id, now=clock.now()) if row.tutor_id == tutor_id != head.tutor_id]
    try:
        count = substitute_tutor(match_id=match_id, session_ids=ids, tutor_id=head.tutor_id) if ids else 0
        flash(
            f"{head.tutor} teaches {counted(count, 'session')} again." if count else "There was nothing to give back."
        )
    except Problem as problem:
        flash(str(problem), "error")
    return htmx.go_to(url_for("admin.match", match_id=match_id))


def _taught(match_id: UUID, tutor_id: UUID) -> list[SessionRow]:
    """Return the sessions to come that a substitute teaches, or raise NotHere."""
    head = match_head(match_id)
    rows = [row for row in coming_sessions(match_id, now=clock.now()) if row.tutor_id == tutor_id != head.tutor_id]
    if not rows:
        raise NotHere
    return rows


def _page(rows: list[SessionRow], form: MeetLinkForm, status: int = 200) -> Response:
    return make_response(render_template("admin/matches/substitute_link.html", rows=rows, form=form), status)
