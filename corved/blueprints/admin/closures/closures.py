"""Closures of the academy and leave of its tutors: adding them, and removing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.closures.closure_form import ClosureForm
from corved.problems import NotHere, Problem
from corved.queries.closures import closures as kept
from corved.queries.closures.affected_sessions import taken_sessions
from corved.scheduling.local_time import local_date
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.access import signed_in

WISH = "session-"


@admin.get("/closures")
def closures() -> Response:
    """Show the closures. With a closure's fields in the URL, also show the sessions it would affect."""
    return _page(_form(request.args), looked="first_day" in request.args)


@admin.post("/closures")
def create_closure() -> Response:
    form = _form(request.form)
    if not form.validate():
        return _page(form, 422)
    closed, tutor_id = _closed(form)
    chosen = {UUID(name.removeprefix(WISH)): wish for name, wish in request.form.items() if _is_a_wish(name)}
    asked = UUID(form.asked.data) if form.asked.data else None
    try:
        done = add_closure(closed=closed, tutor_id=tutor_id, chosen=chosen, asked=asked)
    except Problem as problem:
        flash(str(problem), "error")
        return _page(form, 409, looked=True)
    took = f"{counted(done.moved, 'session')} moved, {done.set_aside} to reschedule."
    if done.given:
        took += f" {counted(done.given, 'session')} with another tutor: set their Meet link on the course’s page."
    is_affected = done.moved or done.set_aside or done.given
    flash(f"“{closed.name}” is added. {took if is_affected else 'No sessions are affected.'}")
    return htmx.go_to(url_for("admin.closures"))


@admin.get("/closures/<uuid:closure_id>/removal")
def closure_removal(closure_id: UUID) -> Response:
    """Show what removing a closure puts back, and what stays, before the button is pressed."""
    line = kept.closure(closure_id)
    return make_response(render_template("admin/closures/closure_removal.html", line=line, took=kept.took(closure_id)))


@admin.post("/closures/<uuid:closure_id>/removal")
def create_closure_removal(closure_id: UUID) -> Response:
    name = kept.closure(closure_id).name
    done = remove_closure(closure_id=closure_id)
    flash(f"“{name}” is removed: {counted(done.put_back, 'session')} moved back, {done.stayed} not.")
    return htmx.go_to(url_for("admin.closures"))


def _form(sent: MultiDict[str, str]) -> ClosureForm:
    """Return the closure's form, filled from a POST or from the URL.

    The token was checked before the view.
    """
    form = ClosureForm(sent or None, meta={"csrf": False})
    whose = kept.whose_days(sent.get("tutor", type=UUID))
    form.whose = {str(key or ""): (name if key else "The whole academy", zone) for key, name, zone in whose}
    form.tutor.choices = [(key, name) for key, (name, _zone) in form.whose.items()]
    return form


def _closed(form: ClosureForm) -> tuple[Closed, UUID | None]:
    """Return the closed days with their zone, and the tutor whose leave they are, if any.

    The zone is the academy's or the tutor's. Raises NotHere for an unknown tutor.
    """
    whose = form.tutor.data or ""
    if whose not in form.whose:
        raise NotHere
    first, last = form.first_day.data, form.last_day.data or form.first_day.data
    assert first is not None
    assert last is not None
    _name, zone = form.whose[whose]
    return Closed(form.name.data or "", first, last, zone, is_leave=bool(whose)), UUID(whose) if whose else None


def _page(form: ClosureForm, status: int = 200, *, looked: bool = False) -> Response:
    shown: dict[str, Any] = {"form": form, "taken": None, "closed": None}
    if looked and form.validate():
        closed, tutor_id = _closed(form)
        shown["closed"] = closed
        shown["taken"] = taken_sessions(closed, tutor_id=tutor_id, now=clock.now())
    else:
        shown["lines"] = kept.closures(since=local_date(clock.now(), signed_in().timezone))
    return make_response(render_template("admin/closures/closures.html", **shown), status)


def _is_a_wish(name: str) -> bool:
    try:
        return name.startswith(WISH) and bool(UUID(name.removeprefix(WISH)))
    except ValueError:
        return False
