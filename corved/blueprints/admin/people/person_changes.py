"""What an admin changes about a person: details and roles, learners, subjects, and sign-in."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.people.people import answer_person
from corved.forms.fields import number
from corved.forms.people.new_person_form import ChangedPersonForm, LearnerForm
from corved.problems import NotHere, Problem
from corved.queries.people.person_page import PersonPage, person_page
from corved.queries.people.what_hangs_on import what_hangs_on
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.people.change_person import AskAboutRoles, Details, change_person
from corved.use_cases.people.end_second_step import end_second_step
from corved.use_cases.people.erase_person import erase_person
from corved.use_cases.people.prove_again import prove_again
from corved.use_cases.people.set_active import set_active
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.values.passwords import MOST_LENGTH
from corved.web import htmx
from corved.web.access import again, proved, signed_in
from corved.web.refusals import attach
from corved.web.security_letters import tell_about_change


@admin.post("/people/<uuid:person_id>")
@proved
def save_person(person_id: UUID) -> Response:
    page = person_page(person_id, now=clock.now())
    form = ChangedPersonForm()
    form.offer(page.currencies)
    if not form.validate():
        return answer_person(page, details_form=form, status=422)
    currency = form.currency.data or None if "currency" in request.form else page.currency
    details = Details(form.full_name.data or "", form.email.data or "", number(form.whatsapp), currency)
    seen = form.had.data.split(",") if form.had.data else None
    try:
        changed = change_person(
            person_id=person_id,
            details=details,
            roles=form.roles.data or [],
            seen=seen,
            confirmed=request.form.get("confirmed"),
        )
    except Problem as problem:
        attach(problem, form, "full_name")
        asks = problem.seen if isinstance(problem, AskAboutRoles) else ""
        return answer_person(page, details_form=form, status=422, asks=asks)
    if changed:
        _tell_about(page, details)
    flash("Saved." if changed else "No changes to save.")
    return _back(person_id)


def _tell_about(page: PersonPage, details: Details) -> None:
    """Tell somebody, at the old address and the new one, that what they sign in with was changed."""
    addresses = [page.email, details.email]
    if page.email != details.email:
        tell_about_change("The e-mail address", name=details.full_name, addresses=addresses)
    if page.whatsapp != details.whatsapp:
        tell_about_change("The WhatsApp number", name=details.full_name, addresses=addresses)


@admin.post("/people/<uuid:person_id>/learners")
def create_learner(person_id: UUID) -> Response:
    page = person_page(person_id, now=clock.now())
    form = LearnerForm()
    if not form.validate():
        return answer_person(page, learner_form=form, status=422)
    try:
        add_learner(account_user_id=person_id, full_name=form.full_name.data or "", is_another=form.is_another.data)
    except Problem as problem:
        attach(problem, form, "full_name")
        return answer_person(page, learner_form=form, status=422)
    flash(f"{form.full_name.data} is added.")
    return _back(person_id)


@admin.post("/people/<uuid:person_id>/subjects")
def save_subjects(person_id: UUID) -> Response:
    person_page(person_id, now=clock.now())
    chosen = list(_chosen_subjects())
    changed = set_tutor_subjects(tutor_id=person_id, is_approved="approved" in request.form, subjects=chosen)
    flash("Saved." if changed else "No changes to save.")
    return _back(person_id)


@admin.get("/people/<uuid:person_id>/deactivation")
def deactivation(person_id: UUID) -> Response:
    """Show what hangs on a person, before they are deactivated."""
    return _deactivation_page(person_id)


@admin.post("/people/<uuid:person_id>/activity")
@proved
def save_activity(person_id: UUID) -> Response:
    """Open or close a person's sign-in, by `active` in the form: yes or no."""
    wanted = request.form.get("active") == "yes"
    try:
        changed = set_active(person_id=person_id, is_active=wanted, seen=request.form.get("seen") or None)
    except Problem as problem:
        flash(str(problem), "error")
        return _back(person_id) if wanted else _deactivation_page(person_id, problem.status)
    if changed:
        flash("They can sign in again." if wanted else "They are signed out everywhere and cannot sign in.")
    return _back(person_id)


@admin.post("/people/<uuid:person_id>/second-step/end")
@proved
def end_persons_second_step(person_id: UUID) -> Response:
    """Let somebody else who lost their phone sign in with the password alone; the admin types their own password."""
    me = signed_in()
    if person_id == me.id:
        raise NotHere
    try:
        prove_again(person_id=me.id, sign_in=me.sign_in, password=(request.form.get("password") or "")[:MOST_LENGTH])
    except Problem as problem:
        flash(str(problem), "error")
        return _back(person_id)
    finally:
        again()
    if end_second_step(person_id=person_id, sign_in=signed_in().sign_in):
        person = person_page(person_id, now=clock.now())
        tell_about_change("The second step", name=person.full_name, addresses=[person.email])
        flash("The second step is off. They sign in with their password only.")
    return _back(person_id)


@admin.get("/people/<uuid:person_id>/erasure")
@proved
def erasure(person_id: UUID) -> Response:
    """Show what erasing a person does, before it is done."""
    return _erasure_page(person_id)


@admin.post("/people/<uuid:person_id>/erasure")
@proved
def create_erasure(person_id: UUID) -> Response:
    try:
        erase_person(person_id=person_id)
    except Problem as problem:
        flash(str(problem), "error")
        return _erasure_page(person_id, problem.status)
    flash("Their data is erased. Sessions and payments are kept without a name.")
    return _back(person_id)


def _erasure_page(person_id: UUID, status: int = 200) -> Response:
    now = clock.now()
    page, hangs = person_page(person_id, now=now), what_hangs_on(person_id, now=now)
    return make_response(render_template("admin/people/erasure.html", page=page, hangs=hangs), status)


def _deactivation_page(person_id: UUID, status: int = 200) -> Response:
    now = clock.now()
    page, hangs = person_page(person_id, now=now), what_hangs_on(person_id, now=now)
    return make_response(render_template("admin/people/deactivation.html", page=page, hangs=hangs), status)


def _chosen_subjects() -> Iterator[tuple[UUID, UUID | None]]:
    """Yield the subjects that were ticked in the form.

    `subject` in the form: the ids of subject and level with a space between, or of a subject alone for every level.
    """
    for each in request.form.getlist("subject"):
        key, _, level = each.partition(" ")
        try:
            yield UUID(key), UUID(level) if level else None
        except ValueError:
            raise NotHere from None


def _back(person_id: UUID) -> Response:
    return htmx.go_to(url_for("admin.person", person_id=person_id))
