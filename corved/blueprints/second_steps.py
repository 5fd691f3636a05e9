"""The second step at sign-in: the page that asks for a code, and the one where a person turns it on and off."""

from __future__ import annotations

from uuid import UUID, uuid4

import flask
from flask import Response, current_app, flash, make_response, render_template, request
from markupsafe import Markup

from corved.blueprints.auth import auth, inside
from corved.forms.people.second_step_form import BeginSecondStepForm, CodeForm, SecondStepForm
from corved.problems import Changed, NotHere, Problem
from corved.queries.people.own_profile import own_profile
from corved.queries.people.second_step import own_second_step
from corved.use_cases.people.begin_second_step import begin_second_step
from corved.use_cases.people.end_second_step import end_second_step
from corved.use_cases.people.prove_again import prove_again
from corved.use_cases.people.renew_recovery_codes import renew_recovery_codes
from corved.use_cases.people.take_second_step import take_second_step
from corved.values.derived_secrets import second_step_secret
from corved.values.one_time_codes import app_address, is_app_code, picture
from corved.web import access, htmx, visitor
from corved.web.extensions import limiter
from corved.web.refusals import attach
from corved.web.security_letters import tell_about_change

SALT = "second_step_salt"
ITS_NAME = "The second step"
guesses = limiter.limit(
    "10 per 15 minutes", key_func=access.own_key, deduct_when=lambda response: response.status_code == 422
)


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
    if person is not None and not is_app_code(form.code.data or ""):
        _tell("The list of recovery codes")
    if person is None:
        access.forget()
        return htmx.go_to("/sign-in")
    return htmx.go_to(inside(request.args.get("next")) or access.home_of(person))


@auth.get("/profile/second-step")
@access.proved
def second_step() -> Response:
    """Show the picture for the app, or what can be done with a second step that is on."""
    return _page(BeginSecondStepForm(formdata=None))


@auth.post("/profile/second-step")
@access.proved
@guesses
def create_second_step() -> Response:
    form, me = BeginSecondStepForm(), _me()
    if not form.validate():
        return _page(form, 422)
    try:
        prove_again(person_id=me.id, sign_in=me.sign_in, password=form.password.data or "")
        me = access.again()
        codes = begin_second_step(
            user_id=me.id, sign_in=me.sign_in, salt=_salt(), code=form.code.data or "", secret_key=_key()
        )
    except Changed as problem:
        flash(str(problem), "error")
        return htmx.go_to("/profile/second-step")
    except Problem as problem:
        access.again()
        attach(problem, form, "code")
        return _page(form, 422)
    flask.session.pop(SALT, None)
    _tell(ITS_NAME)
    return make_response(render_template("auth/recovery_codes.html", codes=codes))


@auth.post("/profile/recovery-codes")
@access.proved
@guesses
def create_recovery_codes() -> Response:
    form = SecondStepForm()
    me = _proved_once_more(form)
    if me is None:
        return _page(form, 422)
    try:
        codes = renew_recovery_codes(user_id=me.id, sign_in=me.sign_in, secret_key=_key())
    except Changed as problem:
        flash(str(problem), "error")
        return htmx.go_to("/profile/second-step")
    _tell("The list of recovery codes")
    return make_response(render_template("auth/recovery_codes.html", codes=codes))


@auth.post("/profile/second-step/end")
@access.proved
@guesses
def end_own_second_step() -> Response:
    form = SecondStepForm()
    me = _proved_once_more(form)
    if me is None:
        return _page(form, 422)
    if end_second_step(person_id=me.id, sign_in=me.sign_in):
        _tell(ITS_NAME)
        flash("The second step is off. You sign in with your password only.")
    return htmx.go_to("/profile")


def _proved_once_more(form: SecondStepForm) -> access.Person | None:
    """Return the present person where they typed their password; else the form says what is wrong."""
    me = _me()
    if not form.validate():
        return None
    try:
        prove_again(person_id=me.id, sign_in=me.sign_in, password=form.password.data or "")
    except Problem as problem:
        attach(problem, form, "password")
        return None
    finally:
        access.again()
    return me


def _me() -> access.Person:
    """Return the present person. Raises NotHere where they neither run the academy nor teach, nor ever did."""
    me = access.signed_in()
    if not me.works_here and own_second_step() is None:
        raise NotHere
    return me


def _salt() -> UUID:
    """Return what the secret on the page is made of. It is in the cookie until the second step begins."""
    return UUID(flask.session.setdefault(SALT, str(uuid4())))


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _tell(what: str) -> None:
    own = own_profile()
    tell_about_change(what, name=own.full_name, addresses=[own.address])


def _code_page(form: CodeForm, status: int = 200) -> Response:
    return make_response(render_template("auth/sign_in_code.html", form=form), status)


def _page(form: SecondStepForm, status: int = 200) -> Response:
    me, own, found = _me(), own_profile(), own_second_step()
    shown = {"form": form, "found": found, "zone": own.timezone}
    if found is None:
        secret = second_step_secret(_key(), user_id=me.id, salt=_salt())
        address = app_address(secret, account=own.address, issuer="CorvEd")
        shown |= {"secret": secret, "picture": Markup(picture(address))}  # noqa: S704 - ours
    return make_response(render_template("auth/second_step.html", **shown), status)
