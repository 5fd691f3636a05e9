"""Builds the response for one session's row, on every page that lists sessions.

`on` in the address says where: "match" (the whole list is swapped, because numbers and counts change with a row),
"today" (its groups of sessions or the whole board, for the same reason) or "academy" (the list of all sessions: the
row alone).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, request, url_for

from corved import clock
from corved.blueprints.admin.sessions.today import board, marked
from corved.queries.matches.match_page import match_page
from corved.queries.sessions.session_page import can_undo_move, history_of, session_for_admin
from corved.queries.sessions.session_rows import SessionRow
from corved.web import htmx

LIST = re.compile(r"/admin(/sessions|/matches/[0-9a-f-]{36})?")


def place_of_row() -> str:
    on = request.args.get("on", "")
    return on if on in ("match", "today") else "academy"


def answer_row(session: SessionRow, opened: str = "", status: int = 200, **more: Any) -> Response:
    """Return the session's row, with its history or its move form opened below it."""
    shown = {"row": session, "on": place_of_row(), "opened": opened, **more}
    return htmx.respond(
        "admin/partials/sessions/session_rows.html",
        "admin/sessions/session.html",
        shown,
        status,
        acted=request.method == "POST",
    )


def answer_change(session_id: UUID, status: int = 200, *, before_mark: SessionRow | None = None) -> Response:
    """Return the part of the page that shows the session, after it was changed or a change was refused.

    before_mark: the session before a mark was set or undone, if that is what happened. Without htmx, redirect to the
    page that the form was on.
    """
    if not htmx.wants_fragment():
        return htmx.go_to(_where_from(session_id))
    if place_of_row() == "today":
        owes_nothing = before_mark and not before_mark.is_owed and not session_for_admin(session_id).is_owed
        if owes_nothing:
            return marked(focus=session_id)
        return board(status, focus=session_id, **({} if before_mark else {"moved": True}))
    shown = session_shown(session_id)
    session, undoable = shown["row"], shown["undoable_moves"]
    if place_of_row() == "match":
        page = match_page(session.match_id)
        shown = {"page": page, "focus": session_id, "undoable_moves": undoable}
        return htmx.respond(
            "admin/partials/sessions/sessions_answer.html",
            "admin/matches/match.html",
            shown,
            status,
            into="#sessions",
            acted=True,
        )
    return answer_row(session, status=status, focus=session_id, undoable_moves=undoable)


def session_shown(session_id: UUID) -> dict[str, Any]:
    """Return the values for the template of the session's page, except those of the move form."""
    session = session_for_admin(session_id)
    history = history_of(session)
    undoable = {session.id} if session.is_to_come and session.start > clock.now() and can_undo_move(history) else set()
    return {"row": session, "on": "session", "history": history, "undoable_moves": undoable}


def _where_from(session_id: UUID) -> str:
    """Return the URL to go back to: the session's row in the list that held the form, or the session's page."""
    came = urlsplit(request.referrer or "")
    if came.netloc == request.host and LIST.fullmatch(came.path):
        return came.path + (f"?{came.query}" if came.query else "") + f"#session-{session_id}"
    return url_for("admin.session", session_id=session_id)
