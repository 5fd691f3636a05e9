"""When a tutor teaches: the page, and saving what was entered on it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.hours import HoursOrder, answer_hours, effect_of, order_of, was_seen
from corved.forms.people.hours_form import DatedHoursForm
from corved.problems import NotHere, Problem
from corved.queries.people.hours_page import hours_page
from corved.queries.people.tutor_requests import waiting_request
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from corved.web import htmx


@admin.get("/people/<uuid:person_id>/hours")
def hours(person_id: UUID) -> Response:
    """Show the hours of today, or with `asked` in the URL those that the tutor asks for."""
    page = hours_page(person_id, now=clock.now())
    asked = request.args.get("asked", type=UUID)
    if asked is None:
        return answer_hours(_shown(person_id), page)
    line = waiting_request(asked)
    if line.tutor_id != person_id or line.is_leave:
        raise NotHere
    data = {**DatedHoursForm.data_of(line.hours), "until": line.last_day}
    order = HoursOrder(line.hours, max(line.first_day, page.today), line.last_day)
    form = DatedHoursForm(formdata=None, data=data | {"since": order.since, "asked": str(asked)})
    return answer_hours(_shown(person_id), page, form, effect_of(page, order))


@admin.post("/people/<uuid:person_id>/hours")
def change_hours(person_id: UUID) -> Response:
    page, form = hours_page(person_id, now=clock.now()), DatedHoursForm()
    order = order_of(form, page)
    if order is None:
        return answer_hours(_shown(person_id), page, form)
    effect = effect_of(page, order)
    if not was_seen(form, effect):
        return answer_hours(_shown(person_id), page, form, effect)
    try:
        changed = set_weekly_hours(
            tutor_id=person_id, hours=order.hours, since=order.since, until=order.until, asked=form.asked_id
        )
    except Problem as problem:
        form.refuse(problem)
        return answer_hours(_shown(person_id), page, form, effect)
    warned = "" if order.hours.spans else " Without hours there are no warnings."
    flash("The weekly hours are saved." + warned if changed else "No changes to save.")
    return htmx.go_to(url_for("admin.hours", person_id=person_id))


def _shown(person_id: UUID) -> dict[str, object]:
    return {
        "save_url": url_for("admin.change_hours", person_id=person_id),
        "back": url_for("admin.person", person_id=person_id),
        "session_endpoint": "admin.session",
        "is_own": False,
    }
