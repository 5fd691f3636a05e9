"""Invitations: made and shown once, with the text to send; or ended."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved import clock, htmx
from corved.blueprints.admin import admin
from corved.messages.rendering import default_text, fill
from corved.problems import NotHere, Problem
from corved.queries.academy import academy
from corved.queries.message_states import changed_texts
from corved.queries.person_page import person_page
from corved.use_cases.invite_person import VALID_FOR, invite_person
from corved.use_cases.revoke_invitations import revoke_invitations


@admin.post("/people/<uuid:person_id>/invitation")
def create_invitation(person_id: UUID) -> Response:
    """Its page is the answer itself: the link is never shown again, and reloading makes a new one."""
    page = person_page(person_id, now=clock.now())
    try:
        token = invite_person(person_id=person_id)
    except NotHere:
        raise
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.person", person_id=person_id))
    link = url_for("auth.invitation", token=token, _external=True)
    words = {"name": page.full_name, "academy": academy().name, "link": link}
    message = fill(changed_texts().get("invitation") or default_text("invitation"), words)
    shown = {"page": page, "link": link, "message": message, "until": clock.now() + VALID_FOR}
    return make_response(render_template("admin/invitation.html", **shown))


@admin.post("/people/<uuid:person_id>/invitation/revocation")
def create_revocation(person_id: UUID) -> Response:
    person_page(person_id, now=clock.now())
    ended = revoke_invitations(person_id=person_id)
    flash("The link opens nothing any more." if ended else "No link was open.")
    return htmx.go_to(url_for("admin.person", person_id=person_id))
