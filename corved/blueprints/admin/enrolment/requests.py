"""The pages of requests: the list, one request with its packages and payments, and what can be done with it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.enrolment.enrolment_sheet import terms_of
from corved.forms.enrolment.enrolment_form import PackageForm, RequestForm
from corved.forms.people.hours_form import HoursForm
from corved.problems import Problem
from corved.queries.academy.catalogue import Catalogue, catalogue, choices, offered
from corved.queries.enrolment.package_money import package_money
from corved.queries.enrolment.requests import RequestLine, RequestPackage, request_line, request_packages
from corved.queries.enrolment.tutor_ranking import TutorChoice, tutor_choices
from corved.queries.matches.match_page import match_head
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import ONE_DAY
from corved.use_cases.enrolment.change_package import change_package
from corved.use_cases.enrolment.correct_request import correct_request
from corved.use_cases.enrolment.match_request import match_request
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.set_availability import set_availability
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach


@admin.get("/requests")
def requests() -> Response:
    """Redirect the address of a list that is part of another now."""
    return htmx.go_to(url_for("admin.learners", search=request.args.get("search")))


@admin.get("/requests/<uuid:request_id>")
def request_page(request_id: UUID) -> Response:
    return _page(request_id)


@admin.post("/requests/<uuid:request_id>/packages")
def create_package(request_id: UUID) -> Response:
    """Sell the next month of a request."""
    currency = request_line(request_id).currency
    form = _package_form(request_packages(request_id), PackageForm(meta={"currency": currency}))
    if not form.validate():
        return _page(request_id, form, 422)
    try:
        sell_package(request_id=request_id, terms=terms_of(form))
    except Problem as problem:
        attach(problem, form, "first")
        return _page(request_id, form, 422)
    flash("The month is added. It awaits payment.")
    return _back(request_id)


@admin.post("/requests/<uuid:request_id>/packages/<uuid:package_id>")
def save_package(request_id: UUID, package_id: UUID) -> Response:
    request_line(request_id)
    packages = request_packages(request_id)
    currency = next((each.money.currency for each in packages if each.id == package_id), "PKR")
    form = _package_form(packages, PackageForm(meta={"currency": currency}))
    if not form.validate():
        flash(" ".join(words for errors in form.errors.values() for words in errors), "error")
        return _back(request_id)
    try:
        changed = change_package(request_id=request_id, package_id=package_id, terms=terms_of(form))
    except Problem as problem:
        flash(str(problem), "error")
        return _back(request_id)
    flash("The month is changed." if changed else "No changes to save.")
    money = package_money(package_id)
    if money.overpaid:
        flash(f"The family paid {money.say(money.overpaid)} too much. Refund it if you agreed on that.", "error")
    return _back(request_id)


@admin.post("/requests/<uuid:request_id>/availability")
def save_availability(request_id: UUID) -> Response:
    line = request_line(request_id)
    form = HoursForm()
    hours = form.hours(line.zone) if form.validate() else None
    if hours is None:
        return _page(request_id, hours_form=form, status=422)
    try:
        changed = set_availability(request_id=request_id, hours=hours)
    except Problem as problem:
        form.refuse(problem)
        return _page(request_id, hours_form=form, status=422)
    flash("The learner’s availability is saved." if changed else "No changes to save.")
    return _back(request_id)


@admin.post("/requests/<uuid:request_id>")
def save_request(request_id: UUID) -> Response:
    """Correct a request's level, board and goals."""
    form = _request_form(request_line(request_id), RequestForm())
    if not form.validate():
        return _page(request_id, request_form=form, status=422)
    try:
        changed = correct_request(
            request_id=request_id,
            level_id=UUID(form.level.data),
            board=form.board.data or "",
            goals=form.goals.data or "",
        )
    except Problem as problem:
        attach(problem, form, "level")
        return _page(request_id, request_form=form, status=422)
    flash("The course is changed." if changed else "No changes to save.")
    return _back(request_id)


@admin.post("/requests/<uuid:request_id>/match")
def create_match(request_id: UUID) -> Response:
    line = request_line(request_id)
    try:
        tutor_id = UUID(request.form.get("tutor", ""))
        if tutor_id not in {each.id for each in _eligible(line)}:
            raise Problem("This tutor is not approved for this subject and level, or no longer teaches.")  # noqa: TRY301
        match_id = match_request(request_id=request_id, tutor_user_id=tutor_id)
    except ValueError:
        flash("Choose the tutor.", "error")
        return _back(request_id)
    except Problem as problem:
        flash(str(problem), "error")
        return _back(request_id)
    flash("The tutor is set. Next: set the Meet link and the weekly schedule.")
    return htmx.go_to(url_for("admin.match", match_id=match_id))


def _page(
    request_id: UUID,
    form: PackageForm | None = None,
    status: int = 200,
    *,
    hours_form: HoursForm | None = None,
    request_form: RequestForm | None = None,
) -> Response:
    line = request_line(request_id)
    packages, offers = request_packages(request_id), catalogue()
    today = local_date(clock.now(), signed_in().timezone)
    is_open = line.match_id is None and line.status in ("new", "payment_pending", "ready_to_match")
    tutors = _eligible(line, packages[0].start_date if packages else line.preferred_start) if is_open else []
    new = PackageForm(formdata=None, data=_next(packages, today), meta={"currency": line.currency})
    shown = {
        "line": line,
        "course": match_head(line.match_id) if line.match_id else None,
        "packages": packages,
        "tutors": tutors,
        "is_open": is_open,
        "request_form": request_form
        or _request_form(
            line,
            RequestForm(formdata=None, data={"level": str(line.level_id), "board": line.board, "goals": line.goals}),
            offers,
        ),
        "hours_form": hours_form or HoursForm(formdata=None, data=HoursForm.data_of(line.hours)),
        "form": form or _package_form(packages, new, offers),
    }
    return make_response(render_template("admin/enrolment/request.html", **shown), status)


def _request_form(line: RequestLine, form: RequestForm, offers: Catalogue | None = None) -> RequestForm:
    """Let the form offer the academy's levels."""
    form.level.choices = choices((offers or catalogue()).levels, line.level_id)
    return form


def _package_form(packages: list[RequestPackage], form: PackageForm, offers: Catalogue | None = None) -> PackageForm:
    """Let the form offer the academy's sizes of a month, and those of the course's months."""
    form.offer(offered((offers or catalogue()).sizes, (each.tier for each in packages)))
    return form


def _eligible(line: RequestLine, first: date | None = None) -> list[TutorChoice]:
    """Return the tutors who may teach the subject, best first.

    They are ranked by their free time in the week in which the month begins.
    """
    today = local_date(clock.now(), line.zone)
    day = max(today, first) if first else today
    found = tutor_choices(day=day, subject_id=line.subject_id, level_id=line.level_id, availability=line.hours)
    return [each for each in found if each.teaches_it]


def _next(packages: list[RequestPackage], today: object) -> dict[str, object]:
    """Return the form for the next month, filled with the terms of the last month."""
    packages = [each for each in packages if each.cancelled_at is None]
    if not packages:
        return {"first": today}
    last = max(packages, key=lambda each: each.start_date)
    return {"tier": str(last.tier), "kind": last.window_kind, "first": last.end_date + ONE_DAY}


def _back(request_id: UUID) -> Response:
    return htmx.go_to(url_for("admin.request_page", request_id=request_id))
