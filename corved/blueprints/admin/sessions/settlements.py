"""Resolving a make-up that is due: promise a day, move it to a later month, write it off; and undoing that."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved.blueprints.admin.blueprint import admin
from corved.forms.sessions.settlement_form import DecisionForm
from corved.problems import Problem
from corved.queries.sessions.owed_sessions import later_packages
from corved.queries.sessions.session_page import session_for_admin
from corved.queries.sessions.session_rows import SessionRow
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.undo_settlement import undo_settlement
from corved.web import htmx
from corved.web.refusals import attach
from corved.web.time_labels import day_of


@admin.get("/sessions/<uuid:session_id>/decision")
def decision(session_id: UUID) -> Response:
    session = session_for_admin(session_id)
    return _page(session, _form(session))


@admin.post("/sessions/<uuid:session_id>/decision")
def decide(session_id: UUID) -> Response:
    session = session_for_admin(session_id)
    form = _form(session)
    if not form.validate():
        return _page(session, form, 422)
    wanted = Decision(form.kind.data or "", form.by.data, form.into_id(), form.why.data or "")
    try:
        settle_owed_session(session_id=session_id, decision=wanted, seen=form.seen.data or None)
    except Problem as problem:
        attach(problem, form, "kind")
        return _page(session_for_admin(session_id), form, 422)
    flash("Saved.")
    return htmx.go_to(url_for("admin.session", session_id=session_id))


@admin.post("/sessions/<uuid:session_id>/decision/undo")
def undo_decision(session_id: UUID) -> Response:
    try:
        undone = undo_settlement(session_id=session_id)
    except Problem as problem:
        flash(str(problem), "error")
    else:
        flash("The make-up is due again." if undone else "There was nothing to undo.")
    return htmx.go_to(url_for("admin.session", session_id=session_id))


def _form(session: SessionRow) -> DecisionForm:
    form = DecisionForm(seen=session.version)
    later = [
        (str(each.id), f"{each.tier} sessions, {day_of(each.start_date)} to {day_of(each.end_date)}")
        for each in later_packages(session.package_id)
    ]
    form.into.choices = [("", "Choose a month"), *later]
    return form


def _page(session: SessionRow, form: DecisionForm, status: int = 200) -> Response:
    form.seen.data = session.version
    return make_response(render_template("admin/sessions/settlement.html", row=session, form=form), status)
