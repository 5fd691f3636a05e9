"""The lists of tutors and of families, and adding a person."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.forms.fields import number
from corved.forms.people.new_person_form import NewPersonForm
from corved.problems import Problem
from corved.queries.academy.academy import academy
from corved.queries.people.people_list import FAMILIES, STAFF, people_list
from corved.use_cases.people.create_person import create_person
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.access import proved
from corved.web.paging import page_number
from corved.web.refusals import attach


@admin.get("/tutors")
def tutors() -> Response:
    """Show the tutors, and the admins with `role=admin` in the URL."""
    is_admins = request.args.get("role") == "admin"
    return _list("Tutors", ("admin",) if is_admins else ("tutor",))


@admin.get("/families")
def families() -> Response:
    return _list("Families", FAMILIES)


@admin.get("/people")
def people() -> Response:
    """Redirect the address of the one list that there was."""
    role, search = (request.args.get(each) for each in ("role", "search"))
    return htmx.go_to(url_for("admin.tutors" if role in STAFF else "admin.families", role=role, search=search))


def _list(title: str, roles: Sequence[str]) -> Response:
    found = people_list(search=one_line(request.args.get("search"))[:100], roles=roles, page=page_number())
    facts = {"found": found, "title": title, "args": request.args}
    return htmx.respond("admin/partials/people/people.html", "admin/people/people.html", facts)


@admin.get("/people/new")
@proved
def new_person() -> Response:
    role = request.args.get("role")
    return _page(NewPersonForm(formdata=None, data={"timezone": academy().timezone, "roles": [role] if role else []}))


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
