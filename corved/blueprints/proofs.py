"""The page that asks for the password again, before what is costly or shows everything."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for
from flask_login import current_user

from corved.blueprints.auth import auth, inside
from corved.forms.people.proof_form import ProofForm
from corved.problems import Problem
from corved.use_cases.people.prove_again import prove_again
from corved.web import access, htmx
from corved.web.extensions import limiter


@auth.get("/password-again")
def password_again() -> Response:
    if not current_user.is_authenticated:
        return htmx.go_to(url_for("auth.sign_in", next=request.full_path))
    return _page(ProofForm(formdata=None))


@auth.post("/password-again")
@limiter.limit("10 per 15 minutes", key_func=access.own_key, deduct_when=lambda response: response.status_code != 303)
def create_proof() -> Response:
    if not current_user.is_authenticated:
        return htmx.go_to("/sign-in")
    form, me = ProofForm(), access.signed_in()
    if not form.validate():
        return _page(form, 422)
    try:
        prove_again(person_id=me.id, sign_in=me.sign_in, password=form.password.data or "")
    except Problem as problem:
        form.password.errors = [str(problem)]
        return _page(form, 422)
    return htmx.go_to(inside(request.args.get("next")) or access.home_of(me))


def _page(form: ProofForm, status: int = 200) -> Response:
    return make_response(render_template("auth/password_again.html", form=form), status)
