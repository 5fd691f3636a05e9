"""The page behind an invitation's link, where somebody sets a password and confirms their zone."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template

from corved.blueprints.auth import auth
from corved.database.session import Identity, speak_for
from corved.forms.people.invitation_form import InvitationForm
from corved.problems import Problem
from corved.queries.people.invitation import open_invitation
from corved.queries.people.own_profile import own_profile
from corved.use_cases.people.accept_invitation import accept_invitation
from corved.web import access, htmx, visitor
from corved.web.extensions import limiter
from corved.web.security_letters import tell_about_change


@auth.get("/invitations/<uuid:token>")
@limiter.limit("60 per 15 minutes")
def invitation(token: UUID) -> Response:
    return _page(token, None)


@auth.post("/invitations/<uuid:token>")
@limiter.limit("30 per 15 minutes")
def accept(token: UUID) -> Response:
    form = InvitationForm()
    if not form.validate():
        return _page(token, form, 422)
    speak_for(Identity())
    found = open_invitation(token)
    try:
        signed = accept_invitation(
            token=token,
            password=form.password.data or "",
            timezone=form.timezone.data or "",
            visit=visitor.visit(),
        )
    except Problem as problem:
        form.password.errors = [str(problem)]
        return _page(token, form, 422)
    if signed is None:
        if found is not None:
            tell_about_change("The password", name=found.full_name, addresses=[found.address])
        flash("Your new password is set. Sign in with it, and with the code from your phone.")
        return htmx.go_to("/sign-in")
    person = access.start_sign_in(signed)
    if person is not None:
        tell_about_change("The password", name=person.full_name, addresses=[own_profile().address])
    return htmx.go_to(access.home_of(person) if person else "/sign-in")


def _page(token: UUID, form: InvitationForm | None, status: int = 200) -> Response:
    """Return the page as for an anonymous visitor, even if somebody else is signed in on the device."""
    speak_for(Identity())
    found = open_invitation(token)
    if found is None:
        return make_response(render_template("auth/no_invitation.html"), 404)
    form = form or InvitationForm(formdata=None, data={"timezone": found.timezone})
    return make_response(render_template("auth/invitation.html", found=found, form=form, token=token), status)
