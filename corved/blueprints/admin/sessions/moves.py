"""Moving a session: the form, what a new time would mean, the move itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.move_parts import move_form, preview_of_move, suggestions_for
from corved.blueprints.admin.sessions.rows import answer_change, answer_row, place_of_row, session_shown
from corved.forms.sessions.move_form import MoveForm
from corved.problems import Problem
from corved.queries.sessions.session_page import session_for_admin
from corved.queries.sessions.session_rows import SessionRow
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.undo_move import undo_move
from corved.web import htmx

FIELDS = ("date", "time", "timezone", "reason")


@admin.get("/sessions/<uuid:session_id>/move")
def move_page(session_id: UUID) -> Response:
    """Show the form under the session's row; pressing again closes it. Without htmx, show the session's page."""
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.session", session_id=session_id, _anchor="move"))
    session = session_for_admin(session_id)
    if request.args.get("open") == "no":
        return answer_row(session, focus=session_id, closed="move")
    form = move_form(session, request.args if "date" in request.args else None)
    form.seen.data = session.version
    offered = suggestions_for(session)
    return answer_row(session, "move", form=form, preview=preview_of_move(session, form), suggestions=offered)


@admin.post("/sessions/<uuid:session_id>/move/preview")
def move_preview(session_id: UUID) -> Response:
    """Show the new time for admin, tutor and learner, what is in its way, and whether a reason is needed.

    Without htmx: the session's page with the new time in its address.
    """
    session = session_for_admin(session_id)
    if not htmx.wants_fragment():
        filled = {name: request.form.get(name, "") for name in FIELDS}
        return htmx.go_to(url_for("admin.session", session_id=session_id, **filled, _anchor="move"))  # type: ignore[arg-type]
    form = move_form(session, request.form)
    shown = {"row": session, "form": form, "preview": preview_of_move(session, form), "on": place_of_row()}
    return htmx.respond("admin/partials/sessions/move_preview.html", "admin/sessions/session.html", shown)


@admin.post("/sessions/<uuid:session_id>/move")
def move(session_id: UUID) -> Response:
    session = session_for_admin(session_id)
    form = move_form(session, request.form)
    if not form.validate():
        return _refused(session, form)
    try:
        moved = move_session(
            session_id=session_id,
            local_start=form.local_start(),
            timezone=form.timezone.data,
            reason=form.reason.data or "",
            seen=form.seen.data or None,
        )
    except Problem as problem:
        if problem.field in form:
            form[problem.field].errors = [str(problem)]
            return _refused(session, form)
        return _refused(session, form, [str(problem)])
    flash(f"{session.learner}'s session is moved." if moved else "The session is at this time already.")
    return answer_change(session_id)


@admin.post("/sessions/<uuid:session_id>/move/undo")
def undo_of_move(session_id: UUID) -> Response:
    session_for_admin(session_id)
    try:
        undone = undo_move(session_id=session_id, seen=request.form.get("seen") or None)
    except Problem as problem:
        flash(str(problem), "error")
        return answer_change(session_id, 422)
    flash("The session is at its old time again." if undone else "There was no move to undo.")
    return answer_change(session_id)


def _refused(session: SessionRow, form: MoveForm, summary: list[str] | None = None) -> Response:
    """Return the error together with the session as it is now."""
    session = session_for_admin(session.id)
    form.seen.data = session.version
    more: dict[str, Any] = {"form": form, "preview": preview_of_move(session, form), "summary": summary or []}
    more["suggestions"] = suggestions_for(session)
    if htmx.wants_fragment():
        return answer_row(session, "move", 422, **more)
    return make_response(render_template("admin/sessions/session.html", **session_shown(session.id), **more), 422)
