"""Cancelling a month that was sold by mistake, and ending a request without a match; each can be undone."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved.blueprints.admin.blueprint import admin
from corved.forms.reason_form import ReasonForm
from corved.problems import NotHere, Problem
from corved.queries.enrolment.requests import request_line, request_packages
from corved.use_cases.enrolment.cancel_package import cancel_package, restore_package
from corved.use_cases.enrolment.end_request import end_request, reopen_request
from corved.web import htmx
from corved.web.refusals import attach


@admin.get("/requests/<uuid:request_id>/packages/<uuid:package_id>/cancellation")
def cancellation(request_id: UUID, package_id: UUID) -> Response:
    return _page(request_id, package_id, ReasonForm())


@admin.post("/requests/<uuid:request_id>/packages/<uuid:package_id>/cancellation")
def create_cancellation(request_id: UUID, package_id: UUID) -> Response:
    form = ReasonForm()
    try:
        if not form.validate():
            return _page(request_id, package_id, form, 422)
        cancel_package(request_id=request_id, package_id=package_id, reason=form.reason.data or "")
    except Problem as problem:
        attach(problem, form, "reason")
        return _page(request_id, package_id, form, 422)
    flash("The month is cancelled. The family is not asked to pay for it.")
    return _back(request_id)


@admin.post("/requests/<uuid:request_id>/packages/<uuid:package_id>/cancellation/undo")
def create_cancellation_undo(request_id: UUID, package_id: UUID) -> Response:
    try:
        restore_package(request_id=request_id, package_id=package_id)
    except Problem as problem:
        flash(str(problem), "error")
    else:
        flash("The month is restored.")
    return _back(request_id)


@admin.get("/requests/<uuid:request_id>/end")
def end_page(request_id: UUID) -> Response:
    """Show what is sold and paid for the request, before it is ended."""
    return _end_page(request_id, ReasonForm())


@admin.post("/requests/<uuid:request_id>/end")
def create_end(request_id: UUID) -> Response:
    form = ReasonForm()
    request_line(request_id)
    try:
        if not form.validate():
            return _end_page(request_id, form, 422)
        end_request(request_id=request_id, reason=form.reason.data or "")
    except Problem as problem:
        attach(problem, form, "reason")
        return _end_page(request_id, form, 422)
    flash("The course is ended.")
    return _back(request_id)


@admin.post("/requests/<uuid:request_id>/end/undo")
def create_reopening(request_id: UUID) -> Response:
    try:
        reopen_request(request_id=request_id)
    except Problem as problem:
        flash(str(problem), "error")
    else:
        flash("The course is open again.")
    return _back(request_id)


def _page(request_id: UUID, package_id: UUID, form: ReasonForm, status: int = 200) -> Response:
    line, packages = request_line(request_id), request_packages(request_id)
    package = next((each for each in packages if each.id == package_id), None)
    if package is None:
        raise NotHere
    shown = {"line": line, "package": package, "form": form}
    return make_response(render_template("admin/enrolment/cancellation.html", **shown), status)


def _end_page(request_id: UUID, form: ReasonForm, status: int = 200) -> Response:
    packages = [each for each in request_packages(request_id) if each.cancelled_at is None]
    shown = {"line": request_line(request_id), "packages": packages, "form": form}
    return make_response(render_template("admin/enrolment/request_end.html", **shown), status)


def _back(request_id: UUID) -> Response:
    return htmx.go_to(url_for("admin.request_page", request_id=request_id))
