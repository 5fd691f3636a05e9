"""Everybody's own page: name, zone, time format and password."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template
from flask_login import current_user

from corved.blueprints.auth import auth
from corved.forms.people.profile_forms import PasswordForm, ProfileForm
from corved.problems import Problem
from corved.queries.people.own_profile import OwnProfile, own_profile
from corved.use_cases.people.change_password import change_password
from corved.use_cases.people.change_profile import change_profile
from corved.web import access, htmx
from corved.web.extensions import limiter


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
    flash("Saved. Sessions stay when they are." if changed else "No changes to save.")
    return htmx.go_to("/profile")


@auth.post("/profile/password")
@limiter.limit("10 per 15 minutes", deduct_when=lambda response: response.status_code != 303)
def save_password() -> Response:
    if not current_user.is_authenticated:
        return htmx.go_to("/sign-in?next=/profile")
    form = PasswordForm()
    if not form.validate():
        return _page(own_profile(), password_form=form, status=422)
    me = access.signed_in().id
    try:
        stamp = change_password(old=form.old.data or "", new=form.new.data or "")
    except Problem as problem:
        form[problem.field or "old"].errors = [str(problem)]
        return _page(own_profile(), password_form=form, status=422)
    access.start_sign_in(me, stamp)
    flash("The password is changed. Other devices are signed out.")
    return htmx.go_to("/profile")


def _page(
    found: OwnProfile, form: ProfileForm | None = None, password_form: PasswordForm | None = None, status: int = 200
) -> Response:
    present = {"full_name": found.full_name, "timezone": found.timezone, "clock": "24" if found.hours_24 else "12"}
    shown = {
        "found": found,
        "form": form or ProfileForm(formdata=None, data=present),
        "password_form": password_form or PasswordForm(formdata=None),
    }
    return make_response(render_template("auth/profile.html", **shown), status)
