"""The tutor's day: one page, one tap a session."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, url_for

from corved import clock, htmx
from corved.access import signed_in
from corved.forms.mark_form import MarkForm
from corved.forms.note_form import NoteForm
from corved.presentation import STATUS_WORDS
from corved.problems import NotHere, Problem
from corved.queries.tutor_today import tutor_session, tutor_today
from corved.use_cases.tutor_mark_session import tutor_mark_session
from corved.use_cases.tutor_undo_mark import tutor_undo_mark

tutor = Blueprint("tutor", __name__, url_prefix="/tutor")

SAID = {"rescheduled": "The academy will find a new time"}


@tutor.get("")
def today() -> Response:
    return _today()


@tutor.post("/sessions/<uuid:session_id>/mark")
def mark(session_id: UUID) -> Response:
    form = MarkForm()
    if not form.validate():
        tutor_session(session_id)
        raise Problem("; ".join(str(each) for errors in form.errors.values() for each in errors))
    notes = form.notes.data if form.notes.raw_data and form.notes.data else None
    try:
        tutor_mark_session(session_id=session_id, status=form.status.data, notes=notes)
    except NotHere:
        raise
    except Problem as problem:
        flash(str(problem), "error")
        return _answer(problem.status)
    session = tutor_session(session_id)
    said = SAID.get(form.status.data) or STATUS_WORDS[form.status.data][1]
    flash(f"{session.learner}: {said.lower()}.")
    return _answer(focus=session_id)


@tutor.post("/sessions/<uuid:session_id>/mark/undo")
def undo(session_id: UUID) -> Response:
    try:
        undone = tutor_undo_mark(session_id=session_id)
    except NotHere:
        raise
    except Problem as problem:
        flash(str(problem), "error")
        return _answer(problem.status)
    flash("The mark is taken back." if undone else "There was no mark to take back.")
    return _answer(focus=session_id)


@tutor.post("/sessions/<uuid:session_id>/note")
def note(session_id: UUID) -> Response:
    form = NoteForm()
    if not form.validate():
        tutor_session(session_id)
        flash(str(form.notes.errors[0]), "error")
        return _answer(422)
    tutor_mark_session(session_id=session_id, status=None, notes=form.notes.data or "")
    flash("The note is saved.")
    return _answer()


def _answer(status: int = 200, focus: UUID | None = None) -> Response:
    """The whole unit #today for htmx: counts, rows and lists change together. Else back to the page.

    focus: the session whose next button takes the focus, because the pressed one is gone.
    """
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("tutor.today"))
    return _today(422 if status >= 400 else 200, focus)


def _today(status: int = 200, focus: UUID | None = None) -> Response:
    person = signed_in()
    page = tutor_today(now=clock.now(), zone=person.timezone)
    return htmx.respond("tutor/partials/today.html", "tutor/today.html", {"page": page, "focus": focus}, status)
