"""The second step at sign-in: the page that asks for a code, and the one where a person turns it on and off."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import Response, current_app, flash, make_response, render_template, request
from markupsafe import Markup

from corved.blueprints.auth import auth, inside
from corved.forms.people.second_step_form import BeginSecondStepForm, CodeForm
from corved.problems import Changed, NotHere, Problem
from corved.queries.people.own_profile import own_profile
from corved.queries.people.second_step import own_second_step
from corved.use_cases.people.begin_second_step import begin_second_step
from corved.use_cases.people.end_second_step import end_second_step
from corved.use_cases.people.renew_recovery_codes import renew_recovery_codes
from corved.use_cases.people.take_second_step import take_second_step
from corved.values.derived_secrets import second_step_secret
from corved.values.one_time_codes import app_address, picture
from corved.web import access, htmx, visitor
from corved.web.extensions import limiter
from corved.web.security_letters import tell_about_change

ITS_NAME = "The second step"


@auth.get("/sign-in/code")
def sign_in_code() -> Response:
    return _code_page(CodeForm(formdata=None)) if access.half_signed_in() else htmx.go_to("/sign-in")


@auth.post("/sign-in/code")
def create_sign_in_code() -> Response:
    half, form = access.half_signed_in(), CodeForm()
    if half is None:
        return htmx.go_to("/sign-in")
    if not form.validate():
        return _code_page(form, 422)
    try:
        signed = take_second_step(half=half, code=form.code.data or "", visit=visitor.visit(), secret_key=_key())
    except Problem as problem:
        form.code.errors = [str(problem)]
        return _code_page(form, problem.status)
    person = access.start_sign_in(signed) if signed else None
    if person is None:
        access.forget()
        return htmx.go_to("/sign-in")
    return htmx.go_to(inside(request.args.get("next")) or access.home_of(person))


@auth.get("/profile/second-step")
@access.proved
def second_step() -> Response:
    """Show the picture for the app, or what can be done with a second step that is on."""
    return _page(BeginSecondStepForm(formdata=None, data={"salt": str(uuid4())}))


@auth.post("/profile/second-step")
@access.proved
@limiter.limit("10 per 15 minutes", key_func=access.own_key)
def create_second_step() -> Response:
    form, me = BeginSecondStepForm(), _me()
    if not form.validate():
        return _page(form, 422)
    try:
        codes = begin_second_step(
            user_id=me.id, sign_in=me.sign_in, salt=_salt(form), code=form.code.data or "", secret_key=_key()
        )
    except Changed as problem:
        flash(str(problem), "error")
        return htmx.go_to("/profile/second-step")
    except Problem as problem:
        form.code.errors = [str(problem)]
        return _page(form, 422)
    _tell()
    return make_response(render_template("auth/recovery_codes.html", codes=codes))


@auth.post("/profile/recovery-codes")
@access.proved
def create_recovery_codes() -> Response:
    me = _me()
    try:
        codes = renew_recovery_codes(user_id=me.id, sign_in=me.sign_in, secret_key=_key())
    except Changed as problem:
        flash(str(problem), "error")
        return htmx.go_to("/profile/second-step")
    _tell()
    return make_response(render_template("auth/recovery_codes.html", codes=codes))


@auth.post("/profile/second-step/end")
@access.proved
def end_own_second_step() -> Response:
    me = _me()
    if end_second_step(person_id=me.id, sign_in=me.sign_in):
        _tell()
        flash("Your password alone signs you in again.")
    return htmx.go_to("/profile")


def _me() -> access.Person:
    """Return the present person. Raises NotHere where they neither run the academy nor teach."""
    me = access.signed_in()
    if not me.works_here:
        raise NotHere
    return me


def _salt(form: BeginSecondStepForm) -> UUID:
    try:
        return UUID(form.salt.data or "")
    except ValueError:
        raise NotHere from None


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _tell() -> None:
    own = own_profile()
    tell_about_change(ITS_NAME, name=own.full_name, addresses=[own.address])


def _code_page(form: CodeForm, status: int = 200) -> Response:
    return make_response(render_template("auth/sign_in_code.html", form=form), status)


def _page(form: BeginSecondStepForm, status: int = 200) -> Response:
    me, own = _me(), own_profile()
    secret = second_step_secret(_key(), user_id=me.id, salt=_salt(form))
    shown = {
        "form": form,
        "found": own_second_step(),
        "secret": secret,
        "picture": Markup(picture(app_address(secret, account=own.address, issuer="CorvEd"))),  # noqa: S704 - ours
        "zone": own.timezone,
    }
    return make_response(render_template("auth/second_step.html", **shown), status)
