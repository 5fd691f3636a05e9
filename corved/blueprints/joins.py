"""The way to a session's Google Meet, which records who joined."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, request, url_for
from flask_login import current_user

from corved.blueprints.auth import auth
from corved.use_cases.sessions.join_session import join_session
from corved.web import htmx

PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


@auth.get("/sessions/<uuid:session_id>/join")
def join(session_id: UUID) -> Response:
    """Redirect a person of the session to Google Meet, and record that they joined.

    Previews and prefetches of browsers get the link and are not recorded.
    """
    if not current_user.is_authenticated:
        return htmx.go_to(url_for("auth.sign_in", next=request.path))
    purpose = " ".join(request.headers.get(name, "") for name in PURPOSES)
    counts = request.method == "GET" and "prefetch" not in purpose and "preview" not in purpose
    return make_response(redirect(join_session(session_id=session_id, counts=counts), 303))
