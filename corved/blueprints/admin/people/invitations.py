"""Invitations: creating one, showing it with the message to send, and cancelling it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response, current_app, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.messages.messages import Wanted, desk_shown
from corved.problems import Problem
from corved.queries.people.person_page import person_page
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.people.revoke_invitations import revoke_invitations
from corved.values.derived_secrets import invitation_token
from corved.web import htmx
from corved.web.access import proved


@admin.get("/people/<uuid:person_id>/invitation")
def invitation(person_id: UUID) -> Response:
    """Show the pending invitation with its message, or redirect to the person's page if there is none."""
    shown = desk_shown(Wanted("", {"person": person_id}))
    mine = [each.due for each in shown["desk"].letters if each.due.situation == "invitation"]
    if not mine:
        return htmx.go_to(url_for("admin.person", person_id=person_id))
    until = datetime.fromisoformat(mine[0].notes["until"])
    return make_response(render_template("admin/people/invitation.html", mine=mine[0], until=until, **shown))


@admin.post("/people/<uuid:person_id>/invitation")
@proved
def create_invitation(person_id: UUID) -> Response:
    """Create an invitation. With `mail` in the form it also goes out by e-mail, within a minute."""
    person_page(person_id, now=clock.now())
    by_mail = request.form.get("mail") == "yes" and current_app.extensions["corved_mail"] is not None
    try:
        invite_person(person_id=person_id, token_of=_token, by_mail=by_mail)
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.person", person_id=person_id))
    if by_mail:
        flash("The e-mail is sent within a minute or two.")
    return htmx.go_to(url_for("admin.invitation", person_id=person_id))


@admin.post("/people/<uuid:person_id>/invitation/revocation")
def create_revocation(person_id: UUID) -> Response:
    person_page(person_id, now=clock.now())
    ended = revoke_invitations(person_id=person_id)
    flash("The link no longer works." if ended else "There was no link to cancel.")
    return htmx.go_to(url_for("admin.person", person_id=person_id))


def _token(salt: UUID) -> UUID:
    return invitation_token(str(current_app.config["SECRET_KEY"]), salt)
