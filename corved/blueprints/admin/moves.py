"""Moving a session: the form, what a new time would mean for everybody, the move itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, flash, make_response, render_template, request

from corved import clock, htmx
from corved.blueprints.admin import admin
from corved.blueprints.admin.marks import seen_instant
from corved.blueprints.admin.rows import answer_change, answer_row, move_form, place_of_row, session_shown
from corved.forms.move_form import MoveForm
from corved.problems import NotHere, Problem
from corved.queries.busy_times import Slot, busy_times
from corved.queries.move_rules import move_rules
from corved.queries.session_page import session_for_admin
from corved.queries.session_rows import SessionRow
from corved.scheduling.generator import Busy
from corved.scheduling.local_time import to_utc
from corved.use_cases.move_session import move_session


@dataclass(frozen=True)
class MovePreview:
    """The new time (UTC), what is in its way, and why a reason is needed (see MoveRules.exceptions)."""

    start: datetime
    end: datetime
    busy: tuple[Busy, ...]
    exceptions: tuple[str, ...]
    is_past: bool


@admin.get("/sessions/<uuid:session_id>/move")
def move_page(session_id: UUID) -> Response:
    """htmx opens it under the row; a second press closes it. Else the session's own page."""
    opened = "" if request.args.get("open") == "no" else "move"
    if htmx.wants_fragment():
        session = session_for_admin(session_id)
        return answer_row(session_id, opened, preview=_preview(session, move_form(session)) if opened else None)
    return make_response(render_template("admin/session.html", **session_shown(session_id)))


@admin.post("/sessions/<uuid:session_id>/move/preview")
def move_preview(session_id: UUID) -> Response:
    """While typing: the resulting time for all three, what is in the way, whether a reason is needed."""
    session = session_for_admin(session_id)
    form = move_form(session, filled=True)
    preview = _preview(session, form) if form.validate() else None
    shown = {"row": session, "form": form, "preview": preview, "on": place_of_row()}
    if htmx.wants_fragment():
        return htmx.respond("admin/partials/move_preview.html", "admin/session.html", shown)
    shown = session_shown(session_id, form) | {"preview": preview}
    return make_response(render_template("admin/session.html", **shown))


@admin.post("/sessions/<uuid:session_id>/move")
def move(session_id: UUID) -> Response:
    session = session_for_admin(session_id)
    form = move_form(session, filled=True)
    if not form.validate():
        return _refused(session, form)
    try:
        moved = move_session(
            session_id=session_id,
            local_start=form.local_start(),
            timezone=form.timezone.data,
            reason=form.reason.data or "",
            seen=seen_instant(form.seen.data),
        )
    except NotHere:
        raise
    except Problem as problem:
        if problem.field in form:
            form[problem.field].errors = [str(problem)]
            return _refused(session, form)
        return _refused(session, form, [str(problem)])
    flash(f"{session.learner}'s session is moved." if moved else "It is at that time already.")
    return answer_change(session_id)


def _refused(session: SessionRow, form: MoveForm, summary: list[str] | None = None) -> Response:
    valid = not form.date.errors and form.date.data and form.time.data and not form.timezone.errors
    preview = _preview(session, form) if valid else None
    more = {"form": form, "preview": preview, "summary": summary or []}
    if htmx.wants_fragment():
        return answer_row(session.id, "move", 422, **more)
    shown = session_shown(session.id, form) | more
    return make_response(render_template("admin/session.html", **shown), 422)


def _preview(session: SessionRow, form: MoveForm) -> MovePreview:
    rules = move_rules(session.id, now=clock.now())
    start = to_utc(form.local_start(), form.timezone.data)
    end = start + (session.end - session.start)
    busy = busy_times(Slot(session.tutor_id, session.learner_id, start, end, session.id))
    return MovePreview(start, end, tuple(busy), rules.exceptions(session.start, start), start <= clock.now())
