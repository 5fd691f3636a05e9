"""How a session's row answers, wherever it stands.

`on` in the address says where: "match" (a match's page: its whole list is swapped, because numbers and counts change
with a row), or "academy" (the list of all sessions: the row alone).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, request, url_for

from corved import htmx
from corved.access import signed_in
from corved.forms.move_form import MoveForm
from corved.queries.academy import academy
from corved.queries.match_page import match_page
from corved.queries.session_page import history_of, session_for_admin
from corved.queries.session_rows import SessionRow
from corved.scheduling.local_time import local


def place_of_row() -> str:
    return "match" if request.args.get("on") == "match" else "academy"


def answer_row(session_id: UUID, opened: str = "", status: int = 200, **more: Any) -> Response:
    """The row, with its history or its move form opened under it."""
    session = session_for_admin(session_id)
    shown = {"row": session, "on": place_of_row(), "opened": opened, **opened_parts(session, opened), **more}
    return htmx.respond("admin/partials/session_rows.html", "admin/session.html", shown, status)


def answer_change(session_id: UUID, status: int = 200) -> Response:
    """After a change, or one that was refused: the unit that shows it, or without htmx the page one came from."""
    if not htmx.wants_fragment():
        return htmx.go_to(_where_from(session_id))
    if place_of_row() == "match":
        page = match_page(session_for_admin(session_id).match_id)
        return htmx.respond("admin/partials/sessions.html", "admin/match.html", {"page": page}, status)
    return answer_row(session_id, status=status)


def session_shown(session_id: UUID, form: MoveForm | None = None) -> dict[str, Any]:
    """What the session's own page shows."""
    session = session_for_admin(session_id)
    parts = opened_parts(session, "move", form) | {"history": history_of(session)}
    return {"row": session, "on": "session", **parts}


def opened_parts(session: SessionRow, opened: str, form: MoveForm | None = None) -> dict[str, Any]:
    if opened == "history":
        return {"history": history_of(session)}
    if opened == "move":
        return {"form": form or move_form(session), "preview": None, "cutoff_hours": academy().cutoff_hours}
    return {}


def move_form(session: SessionRow, *, filled: bool = False) -> MoveForm:
    """The form with the session's present time in the admin's zone, or with what was sent."""
    zone = signed_in().timezone
    here = local(session.start, zone)
    present = {
        "date": here.date(),
        "time": here.time(),
        "timezone": zone,
        "seen": session.updated_at.isoformat(),
    }
    form = MoveForm(data=present) if filled else MoveForm(formdata=None, data=present)
    zones = dict.fromkeys((zone, session.learner_zone, session.tutor_zone))
    form.timezone.choices = list(zones)
    return form


def _where_from(session_id: UUID) -> str:
    """The page of this site that the form was on, at the session's row."""
    came = urlsplit(request.referrer or "")
    if came.netloc == request.host and came.path.startswith("/admin"):
        return came.path + (f"?{came.query}" if came.query else "") + f"#session-{session_id}"
    return url_for("admin.session", session_id=session_id)
