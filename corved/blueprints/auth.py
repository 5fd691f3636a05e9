"""Signing in and out, and the way to one's first page. These pages need no sign-in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_login import current_user

from corved.forms.people.sign_in_form import SignInForm
from corved.problems import Problem
from corved.queries.academy.academy import is_set_up
from corved.use_cases.people.sign_in import sign_in as check_sign_in
from corved.use_cases.people.sign_out import sign_out as end_sign_in
from corved.values.visits import HalfSignedIn
from corved.web import access, htmx, visitor

auth = Blueprint("auth", __name__)


@auth.get("/")
def home() -> Response:
    if current_user.is_authenticated:
        return htmx.go_to(access.home_of(access.signed_in()))
    return htmx.go_to("/sign-in")


@auth.get("/sign-in")
def sign_in() -> Response:
    """Show the sign-in page; on an empty database, go to the first page of a new academy."""
    if current_user.is_authenticated:
        return htmx.go_to(inside(request.args.get("next")) or access.home_of(access.signed_in()))
    if not is_set_up():
        return htmx.go_to("/setup")
    return _page(SignInForm(formdata=None))


@auth.post("/sign-in")
def create_sign_in() -> Response:
    form = SignInForm()
    if not form.validate():
        return _page(form, 422)
    try:
        signed = check_sign_in(address=form.email.data or "", password=form.password.data or "", visit=visitor.visit())
    except Problem as problem:
        form.email.errors = [str(problem)]
        return _page(form, problem.status)
    if isinstance(signed, HalfSignedIn):
        access.keep_half_signed_in(signed)
        return htmx.go_to(url_for("auth.sign_in_code", next=request.args.get("next")))
    person = access.start_sign_in(signed)
    if person is None:
        return htmx.go_to("/sign-in")
    return htmx.go_to(inside(request.args.get("next")) or access.home_of(person))


@auth.post("/sign-out")
def sign_out() -> Response:
    """Sign out on this device, or everywhere: the sign-in ends in the database, so that a copied cookie ends, too."""
    if current_user.is_authenticated:
        me = access.signed_in()
        if request.form.get("everywhere") == "yes":
            end_sign_in(all_but=me.sign_in)
        end_sign_in(sign_in=me.sign_in)
    access.forget()
    response = htmx.go_to("/sign-in")
    response.headers["Clear-Site-Data"] = '"cache"'  # nothing that Back could show to whoever uses the device next
    return response


@auth.get("/nowhere")
def nowhere() -> Response:
    """Show a page to somebody who is signed in but has no role."""
    if not current_user.is_authenticated:
        return htmx.go_to("/sign-in")
    return make_response(render_template("auth/nowhere.html"))


def _page(form: SignInForm, status: int = 200) -> Response:
    return make_response(render_template("auth/sign_in.html", form=form), status)


def inside(address: str | None) -> str | None:
    """Return a URL if it leads to a path on this site, or '' otherwise."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable():
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
