"""When the learners of a family have time: the list, and changing it for a course."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.student import student
from corved.forms.people.hours_form import HoursForm
from corved.queries.people.own_availability import AvailabilityLine, own_availability, own_availability_of
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.enrolment.set_own_availability import set_own_availability
from corved.web import htmx
from corved.web.access import signed_in


@student.get("/availability")
def availability() -> Response:
    lines = own_availability(signed_in().timezone)
    return make_response(render_template("student/availability.html", lines=lines))


@student.get("/requests/<uuid:request_id>/availability")
def availability_of(request_id: UUID) -> Response:
    line = own_availability_of(request_id, signed_in().timezone)
    return _page(line, HoursForm(formdata=None, data=HoursForm.data_of(line.hours)), line.hours)


@student.post("/requests/<uuid:request_id>/availability")
def save_availability(request_id: UUID) -> Response:
    """Save the hours, or with `look` in the form show the week that they make."""
    line, form = own_availability_of(request_id, signed_in().timezone), HoursForm()
    hours = form.hours(signed_in().timezone) if form.validate() else None
    if hours is None:
        return _page(line, form, line.hours, 422)
    if "look" in request.form:
        return _page(line, form, hours)
    changed = set_own_availability(request_id=request_id, hours=hours)
    said = "The academy sees when you have time." if hours.spans else "The times are removed."
    flash(said if changed else "No changes to save.")
    return htmx.go_to(url_for("student.availability"))


def _page(line: AvailabilityLine, form: HoursForm, hours: WeeklyHours, status: int = 200) -> Response:
    shown = {"line": line, "form": form, "week": hours}
    return htmx.respond("student/partials/availability_week.html", "student/availability_of.html", shown, status)
