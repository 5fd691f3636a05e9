"""The tutor's own weekly hours, and the days off they ask for."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from corved import clock
from corved.blueprints.hours import answer_hours, effect_of, order_of, was_seen
from corved.blueprints.tutor import tutor
from corved.forms.people.hours_form import DatedHoursForm
from corved.forms.people.leave_form import LeaveForm
from corved.problems import Problem
from corved.queries.academy.academy import hours_wait
from corved.queries.people.hours_page import HoursPage, own_hours_page
from corved.queries.people.tutor_requests import own_requests
from corved.scheduling.time_limits import ONE_DAY
from corved.use_cases.people.ask_for_leave import ask_for_leave
from corved.use_cases.people.tutor_set_hours import tutor_set_hours
from corved.use_cases.people.withdraw_request import withdraw_request
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach

SHOWN_FOR = 90 * ONE_DAY
SAID = {True: "Your hours are saved.", False: "The academy is asked.", None: "No changes to save."}


@tutor.get("/hours")
def hours() -> Response:
    return answer_hours(_shown(), _own())


@tutor.post("/hours")
def change_hours() -> Response:
    page, form = _own(), DatedHoursForm()
    order = order_of(form, page)
    if order is None:
        return answer_hours(_shown(), page, form)
    effect = effect_of(page, order)
    if not was_seen(form, effect):
        return answer_hours(_shown(), page, form, effect)
    try:
        held = tutor_set_hours(tutor_id=page.id, hours=order.hours, since=order.since, until=order.until)
    except Problem as problem:
        form.refuse(problem)
        return answer_hours(_shown(), page, form, effect)
    flash(SAID[held])
    return htmx.go_to(url_for("tutor.hours"))


@tutor.post("/leave")
def create_leave() -> Response:
    form, page = LeaveForm(), _own()
    if form.validate():
        first, last = form.first_day.data, form.last_day.data or form.first_day.data
        try:
            is_new = ask_for_leave(first_day=first, last_day=last, reason=form.reason.data or "", today=page.today)
            flash("The academy is asked." if is_new else "You asked for these days already.")
            return htmx.go_to(url_for("tutor.hours"))
        except Problem as problem:
            attach(problem, form, "first_day")
    return answer_hours(_shown(form), page)


@tutor.post("/requests/<uuid:request_id>/withdrawal")
def create_withdrawal(request_id: UUID) -> Response:
    withdrawn = withdraw_request(request_id=request_id)
    flash("The request is cancelled." if withdrawn else "The academy answered already.")
    return htmx.go_to(url_for("tutor.hours"))


def _own() -> HoursPage:
    return own_hours_page(signed_in().id, now=clock.now())


def _shown(form: LeaveForm | None = None) -> dict[str, object]:
    return {
        "save_url": url_for("tutor.change_hours"),
        "session_endpoint": "tutor.session",
        "is_own": True,
        "leave_form": form or LeaveForm(formdata=None),
        "requests": own_requests(signed_in().id, since=clock.now() - SHOWN_FOR),
        "waits": hours_wait(),
    }
