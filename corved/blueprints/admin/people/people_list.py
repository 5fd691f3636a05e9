"""The list of people, and adding one."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.forms.fields import number
from corved.forms.people.new_person_form import NewPersonForm
from corved.models.people import ROLES
from corved.problems import Problem
from corved.queries.academy.academy import academy
from corved.queries.people.people_list import people_list
from corved.use_cases.people.create_person import create_person
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.access import proved
from corved.web.paging import page_number
from corved.web.refusals import attach


@admin.get("/people")
def people() -> Response:
    role = request.args.get("role", "")
    found = people_list(
        search=one_line(request.args.get("search"))[:100],
        role=role if role in ROLES else "",
        page=page_number(),
    )
    return htmx.respond(
        "admin/partials/people/people.html", "admin/people/people.html", {"found": found, "args": request.args}
    )


@admin.get("/people/new")
@proved
def new_person() -> Response:
    return _page(NewPersonForm(formdata=None, data={"timezone": academy().timezone}))


@admin.post("/people")
@proved
def create_new_person() -> Response:
    form = NewPersonForm()
    if not form.validate():
        return _page(form, 422)
    roles = form.roles.data or []
    names = [name.strip() for name in (form.learners.data or "").splitlines() if name.strip()]
    try:
        person_id = create_person(
            full_name=form.full_name.data or "",
            email=form.email.data or "",
            timezone=form.timezone.data or "",
            roles=roles,
            whatsapp=number(form.whatsapp),
            learners=names or ([form.full_name.data or ""] if "student" in roles else []),
            is_another=form.is_another.data,
        )
    except Problem as problem:
        attach(problem, form, "full_name")
        return _page(form, 422)
    flash(f"{form.full_name.data} is added. Send them their invitation.")
    return htmx.go_to(url_for("admin.person", person_id=person_id))


def _page(form: NewPersonForm, status: int = 200) -> Response:
    return make_response(render_template("admin/people/new_person.html", form=form), status)
