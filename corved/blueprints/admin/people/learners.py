"""One learner of a family: correcting the name, merging one who was added twice, removing one without requests."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.people.new_person_form import LearnerForm
from corved.problems import NotHere, Problem
from corved.queries.people.person_page import person_page
from corved.use_cases.people.merge_learners import merge_learners
from corved.use_cases.people.remove_learner import remove_learner
from corved.use_cases.people.rename_learner import rename_learner
from corved.web import htmx
from corved.web.refusals import attach


@admin.get("/people/<uuid:person_id>/learners/<uuid:learner_id>")
def learner(person_id: UUID, learner_id: UUID) -> Response:
    return _page(person_id, learner_id)


@admin.post("/people/<uuid:person_id>/learners/<uuid:learner_id>")
def save_learner(person_id: UUID, learner_id: UUID) -> Response:
    form = LearnerForm()
    if not form.validate():
        return _page(person_id, learner_id, form, 422)
    try:
        changed = rename_learner(account_user_id=person_id, learner_id=learner_id, full_name=form.full_name.data or "")
    except Problem as problem:
        attach(problem, form, "full_name")
        return _page(person_id, learner_id, form, 422)
    flash("The name is changed everywhere, also in calendars." if changed else "No changes to save.")
    return htmx.go_to(url_for("admin.person", person_id=person_id))


@admin.post("/people/<uuid:person_id>/learners/<uuid:learner_id>/merger")
def create_merger(person_id: UUID, learner_id: UUID) -> Response:
    try:
        into = UUID(request.form.get("into", ""))
    except ValueError:
        flash("Choose the learner to keep.", "error")
        return htmx.go_to(url_for("admin.learner", person_id=person_id, learner_id=learner_id))
    try:
        kept = merge_learners(account_user_id=person_id, learner_id=learner_id, into_id=into)
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.learner", person_id=person_id, learner_id=learner_id))
    flash(f"Merged. Everything belongs to {kept} now.")
    return htmx.go_to(url_for("admin.person", person_id=person_id))


@admin.post("/people/<uuid:person_id>/learners/<uuid:learner_id>/removal")
def create_learner_removal(person_id: UUID, learner_id: UUID) -> Response:
    try:
        name = remove_learner(account_user_id=person_id, learner_id=learner_id)
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.learner", person_id=person_id, learner_id=learner_id))
    flash(f"{name} is removed.")
    return htmx.go_to(url_for("admin.person", person_id=person_id))


def _page(person_id: UUID, learner_id: UUID, form: LearnerForm | None = None, status: int = 200) -> Response:
    page = person_page(person_id, now=clock.now())
    name = dict(page.learners).get(learner_id)
    if name is None:
        raise NotHere
    shown = {
        "page": page,
        "learner_id": learner_id,
        "name": name,
        "others": [each for each in page.learners if each[0] != learner_id],
        "requests": page.requests.get(learner_id, 0),
        "form": form or LearnerForm(formdata=None, data={"full_name": name}),
    }
    return make_response(render_template("admin/people/learner.html", **shown), status)
