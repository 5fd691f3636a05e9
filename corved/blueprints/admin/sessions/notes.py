"""Writing the note on a session, as an admin."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.rows import answer_change
from corved.forms.sessions.note_form import NoteForm, note_to_write
from corved.problems import Problem
from corved.queries.sessions.session_page import session_for_admin
from corved.use_cases.sessions.write_note import write_note


@admin.post("/sessions/<uuid:session_id>/note")
def note(session_id: UUID) -> Response:
    session = session_for_admin(session_id)
    form = NoteForm()
    if not form.validate():
        flash(" ".join(str(each) for errors in form.errors.values() for each in errors), "error")
        return answer_change(session_id, 422)
    try:
        note = note_to_write(form.notes.data, form.shown.data, session.notes)
        if note is not None or not form.shown.data:
            write_note(session_id=session_id, notes=note or "", reason=form.reason.data or "")
    except Problem as problem:
        flash(str(problem), "error")
        return answer_change(session_id, 422)
    flash(f"The note on {session.learner}'s session is saved.")
    return answer_change(session_id)
