"""The first page of a new academy, which creates the owner's account, once."""

from __future__ import annotations

from flask import Response, current_app, flash, make_response, render_template

from corved.blueprints.auth import auth
from corved.forms.academy.setup_form import SetupForm
from corved.forms.fields import number
from corved.problems import Changed, Problem
from corved.queries.academy.academy import is_set_up
from corved.use_cases.academy.set_up_academy import set_up_academy
from corved.use_cases.people.sign_in import sign_in
from corved.values.derived_secrets import is_setup_code
from corved.values.visits import SignedIn
from corved.web import access, htmx, visitor
from corved.web.extensions import limiter
from corved.web.refusals import attach


@auth.get("/setup")
def setup() -> Response:
    if is_set_up():
        return htmx.go_to("/sign-in")
    return _page(SetupForm(formdata=None))


@auth.post("/setup")
@limiter.limit("20 per 15 minutes")
def create_setup() -> Response:
    if is_set_up():
        return htmx.go_to("/sign-in")
    form = SetupForm()
    valid = form.validate()
    if form.code.data and not is_setup_code(form.code.data, current_app.config["SECRET_KEY"]):
        form.code.errors = ["This code is not right. You’ll find it in the terminal window where CorvEd was started."]
        valid = False
    if not valid:
        return _page(form, 422)
    try:
        set_up_academy(
            full_name=form.full_name.data or "",
            email=form.email.data or "",
            password=form.password.data or "",
            timezone=form.timezone.data or "",
            academy=form.academy.data or "",
            whatsapp=number(form.whatsapp) or "",
            start_set=form.start_set.data,
        )
        signed = sign_in(address=form.email.data or "", password=form.password.data or "", visit=visitor.visit())
    except Changed as problem:
        flash(str(problem))
        return htmx.go_to("/sign-in")
    except Problem as problem:
        attach(problem, form, "email")
        return _page(form, 422)
    if isinstance(signed, SignedIn):  # somebody who is new has no second step
        access.start_sign_in(signed)
    return htmx.go_to("/admin/start")


def _page(form: SetupForm, status: int = 200) -> Response:
    return make_response(render_template("auth/setup.html", form=form), status)
