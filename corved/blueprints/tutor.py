"""The tutor's pages: today, one session, and a mark in one tap."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.calendars import add_calendar
from corved.blueprints.weeks import shown_week, wanted_day
from corved.forms.sessions.mark_form import MarkForm
from corved.forms.sessions.note_form import NoteForm, note_to_write
from corved.problems import Problem
from corved.queries.money.pay import bounds, pay_of
from corved.queries.sessions.session_page import history_for_tutor
from corved.queries.sessions.tutor_month import tutor_month
from corved.queries.sessions.tutor_today import notes_for_substitute, tutor_session, tutor_today
from corved.queries.sessions.week import week as week_of
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session
from corved.use_cases.sessions.tutor_undo_mark import tutor_undo_mark
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.labels import STATUS_WORDS

tutor = Blueprint("tutor", __name__, url_prefix="/tutor")
add_calendar(tutor)

SAID = {"rescheduled": "The academy will find a new time"}


@dataclass(frozen=True)
class Typed:
    """A note that was submitted with a refused action, kept so that it can be shown again."""

    session_id: UUID
    notes: str


@tutor.get("")
def today() -> Response:
    return _today()


@tutor.get("/week")
def week() -> Response:
    """Show a week of the tutor's sessions. `week` in the URL is any of its days."""
    person = signed_in()
    found = week_of(day=wanted_day(), zone=person.timezone, tutor_id=person.id, knows_leave=False)
    return htmx.respond("components/week.html", "tutor/week.html", shown_week(found))


@tutor.get("/month")
def month() -> Response:
    """Show a calendar month of the tutor's sessions, with its hours. `week` in the URL is any of its days."""
    person = signed_in()
    found = tutor_month(tutor_id=person.id, day=wanted_day(), zone=person.timezone)
    month = bounds(found.first)
    pay = pay_of(month, person.id, now=clock.now(), for_tutor=True)
    return make_response(render_template("tutor/month.html", found=found, pay=pay, month=month))


@tutor.get("/sessions/<uuid:session_id>")
def session(session_id: UUID) -> Response:
    shown = {"row": tutor_session(session_id), "history": history_for_tutor(session_id)}
    shown["course_notes"] = notes_for_substitute(session_id)
    return make_response(render_template("tutor/session.html", **shown))


@tutor.post("/sessions/<uuid:session_id>/mark")
def mark(session_id: UUID) -> Response:
    form = MarkForm()
    session = tutor_session(session_id)
    typed = Typed(session_id, form.notes.data or "")
    if not form.validate():
        return _refused(" ".join(str(each) for errors in form.errors.values() for each in errors), typed)
    try:
        tutor_mark_session(
            session_id=session_id,
            status=form.status.data,
            notes=note_to_write(form.notes.data, form.shown.data, session.notes),
            seen=form.seen.data or None,
        )
    except Problem as problem:
        return _refused(str(problem), typed)
    said = SAID.get(form.status.data) or STATUS_WORDS[form.status.data][1]
    flash(f"{session.learner}: {said.lower()}.")
    return _answer(session_id)


@tutor.post("/sessions/<uuid:session_id>/mark/undo")
def undo(session_id: UUID) -> Response:
    try:
        undone = tutor_undo_mark(session_id=session_id, seen=request.form.get("seen") or None)
    except Problem as problem:
        return _refused(str(problem), Typed(session_id, tutor_session(session_id).notes or ""))
    flash("The mark is undone." if undone else "There was no mark to undo.")
    return _answer(session_id)


@tutor.post("/sessions/<uuid:session_id>/note")
def note(session_id: UUID) -> Response:
    form = NoteForm()
    session = tutor_session(session_id)
    typed = Typed(session_id, form.notes.data or "")
    if not form.validate():
        return _refused(str(form.notes.errors[0]), typed)
    try:
        note = note_to_write(form.notes.data, form.shown.data, session.notes)
        if note is not None or not form.shown.data:
            tutor_mark_session(session_id=session_id, status=None, notes=note or "")
    except Problem as problem:
        return _refused(str(problem), typed)
    flash("The note is saved.")
    return _answer()


def _answer(focus: UUID | None = None) -> Response:
    """Return the whole unit #today to htmx, because its counts, rows and lists change together.

    Without htmx, redirect to the page. focus: the session whose next button takes the focus, because the pressed one is
    gone.
    """
    return _today(focus=focus) if htmx.wants_fragment() else htmx.go_to(url_for("tutor.today"))


def _refused(words: str, typed: Typed) -> Response:
    flash(words, "error")
    return _today(422, typed.session_id, typed)


def _today(status: int = 200, focus: UUID | None = None, typed: Typed | None = None) -> Response:
    person = signed_in()
    page = tutor_today(now=clock.now(), zone=person.timezone)
    shown = {"page": page, "focus": focus, "typed": typed}
    acted = request.method == "POST"
    return htmx.respond("tutor/partials/today.html", "tutor/today.html", shown, status, acted=acted)
