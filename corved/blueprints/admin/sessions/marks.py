"""Marks that an admin sets and undoes."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.rows import answer_change
from corved.forms.sessions.mark_form import MarkForm
from corved.problems import Problem
from corved.queries.sessions.session_page import session_for_admin
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.web.labels import STATUS_WORDS


@admin.post("/sessions/<uuid:session_id>/mark")
def mark(session_id: UUID) -> Response:
    form = MarkForm()
    session = session_for_admin(session_id)
    if not form.validate():
        flash("That is not a status a session can have.", "error")
        return answer_change(session_id, 422)
    notes = form.notes.data if form.notes.raw_data and form.notes.data else None
    try:
        mark_session(session_id=session_id, status=form.status.data, notes=notes, seen=form.seen.data or None)
    except Problem as problem:
        flash(str(problem), "error")
        return answer_change(session_id, 422)
    name = "needs_new_time" if form.status.data == "rescheduled" else form.status.data
    flash(f"{session.learner}: {STATUS_WORDS[name][1].lower()}.")
    return answer_change(session_id, before_mark=session)


@admin.post("/sessions/<uuid:session_id>/mark/undo")
def undo(session_id: UUID) -> Response:
    session = session_for_admin(session_id)
    try:
        undone = undo_mark(session_id=session_id, seen=request.form.get("seen") or None)
    except Problem as problem:
        flash(str(problem), "error")
        return answer_change(session_id, 422)
    flash("The mark is undone." if undone else "There was no mark to undo.")
    return answer_change(session_id, before_mark=session)
