"""Everybody's own page: name, zone, time format and password."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request
from flask_login import current_user

from corved.blueprints.auth import auth
from corved.forms.people.profile_forms import PasswordForm, ProfileForm
from corved.problems import NotHere, Problem
from corved.queries.people.own_profile import OwnProfile, own_profile, own_sign_ins
from corved.use_cases.people.change_password import change_password
from corved.use_cases.people.change_profile import change_profile
from corved.use_cases.people.sign_out import sign_out
from corved.values.visits import SignedIn
from corved.web import access, htmx
from corved.web.extensions import limiter
from corved.web.security_letters import tell_about_change


@auth.get("/profile")
def profile() -> Response:
    if not current_user.is_authenticated:
        return htmx.go_to("/sign-in?next=/profile")
    return _page(own_profile())


@auth.post("/profile")
def save_profile() -> Response:
    if not current_user.is_authenticated:
        return htmx.go_to("/sign-in?next=/profile")
    form = ProfileForm()
    if not form.validate():
        return _page(own_profile(), form=form, status=422)
    changed = change_profile(
        full_name=form.full_name.data or "", timezone=form.timezone.data or "", hours_24=form.clock.data == "24"
    )
    flash("Saved. Session times don’t move." if changed else "No changes to save.")
    return htmx.go_to("/profile")


@auth.post("/profile/password")
@limiter.limit("10 per 15 minutes", key_func=access.own_key, deduct_when=lambda response: response.status_code != 303)
def save_password() -> Response:
    if not current_user.is_authenticated:
        return htmx.go_to("/sign-in?next=/profile")
    form = PasswordForm()
    if not form.validate():
        return _page(own_profile(), password_form=form, status=422)
    me = access.signed_in()
    try:
        stamp = change_password(old=form.old.data or "", new=form.new.data or "", sign_in=me.sign_in)
    except Problem as problem:
        form[problem.field or "old"].errors = [str(problem)]
        return _page(own_profile(), password_form=form, status=422)
    access.start_sign_in(SignedIn(me.id, stamp, me.sign_in))
    own = own_profile()
    tell_about_change("The password", name=own.full_name, addresses=[own.address])
    flash("The password is changed. Other devices are signed out.")
    return htmx.go_to("/profile")


@auth.post("/profile/sign-ins")
def end_sign_in() -> Response:
    """Sign out on one device, by `sign_in` in the form, or on all the others."""
    if not current_user.is_authenticated:
        return htmx.go_to("/sign-in?next=/profile")
    me, wanted = access.signed_in(), request.form.get("sign_in", "")
    try:
        ended = sign_out(sign_in=UUID(wanted)) if wanted else sign_out(all_but=me.sign_in)
    except ValueError:
        raise NotHere from None
    flash("That device is signed out." if ended else "That device was signed out already.")
    return htmx.go_to("/profile")


def _page(
    found: OwnProfile, form: ProfileForm | None = None, password_form: PasswordForm | None = None, status: int = 200
) -> Response:
    present = {"full_name": found.full_name, "timezone": found.timezone, "clock": "24" if found.hours_24 else "12"}
    shown = {
        "found": found,
        "sign_ins": own_sign_ins(),
        "present": access.signed_in().sign_in,
        "form": form or ProfileForm(formdata=None, data=present),
        "password_form": password_form or PasswordForm(formdata=None),
    }
    return make_response(render_template("auth/profile.html", **shown), status)
