"""Marking several sessions of the board at once, and undoing that."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.today import board, shown
from corved.problems import Refusal
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.labels import STATUS_WORDS

MOST_AT_ONCE = 1000  # as many as the board shows
MARKS = ("done", "no_show_student", "no_show_tutor")


@admin.post("/marks")
def create_marks() -> Response:
    """Mark each ticked session separately. Sessions that cannot be marked are named in the response."""
    status = request.form.get("status", "")
    if status not in MARKS:
        flash("This mark cannot be set for several sessions at once.", "error")
        return _answer(422)
    at = clock.now()
    return _each_picked(
        lambda session_id, seen: mark_session(session_id=session_id, status=status, seen=seen, at=at),
        f"marked: {STATUS_WORDS[status][1].lower()}.",
    )


@admin.post("/marks/undo")
def undo_marks() -> Response:
    return _each_picked(lambda session_id, seen: undo_mark(session_id=session_id, seen=seen), "back to “to be marked”.")


def _each_picked(act: Callable[[UUID, str | None], bool], said: str) -> Response:
    """Call a function for each ticked session.

    `session` in the form: an id, a space and the version that the page showed.
    """
    done, problems = 0, []
    ids: list[UUID] = []
    picks = request.form.getlist("session")[:MOST_AT_ONCE]
    if not picks:
        problems.append("No session is selected. Select some first.")
    for picked in picks:
        session_id, _, version = picked.partition(" ")
        try:
            ids.append(UUID(session_id))
            done += act(ids[-1], version or None)
        except (Refusal, ValueError) as problem:
            problems.append(
                str(problem) if isinstance(problem, Refusal) else "One of the selected sessions does not exist."
            )
    if done or not problems:
        flash(f"{counted(done, 'session')} {said}")
    for words in dict.fromkeys(problems):
        flash(words, "error")
    return _answer(422 if problems and not done else 200, next(iter(ids), None))


def _answer(status: int, focus: UUID | None = None) -> Response:
    """Answer the board. focus: a session; where it is not shown, the first group takes the focus."""
    return board(status, focus=focus) if htmx.wants_fragment() else htmx.go_to(url_for("admin.today", show=shown()))
