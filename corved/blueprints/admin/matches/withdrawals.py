"""Deleting the upcoming sessions of a package that nobody marked or moved."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.reason_form import ReasonForm
from corved.problems import Changed, NotHere
from corved.queries.matches.match_page import PackageLine, match_page
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.values.plurals import counted
from corved.web import htmx


@admin.get("/matches/<uuid:match_id>/packages/<uuid:package_id>/withdrawal")
def withdrawal(match_id: UUID, package_id: UUID) -> Response:
    """Show what is deleted and what stays, before the button is pressed."""
    return _page(match_id, package_id, ReasonForm())


@admin.post("/matches/<uuid:match_id>/packages/<uuid:package_id>/withdrawal")
def create_withdrawal(match_id: UUID, package_id: UUID) -> Response:
    form = ReasonForm()
    if not form.validate():
        return _page(match_id, package_id, form, 422)
    seen = form.seen_number
    try:
        done = withdraw_sessions(match_id=match_id, package_id=package_id, reason=form.reason.data or "", seen=seen)
    except Changed as problem:
        flash(str(problem), "error")
        return _page(match_id, package_id, form, 409)
    flash(f"{counted(done.removed, 'session')} deleted, {done.kept} kept.")
    return htmx.go_to(url_for("admin.match", match_id=match_id, _anchor="sessions"))


def _page(match_id: UUID, package_id: UUID, form: ReasonForm, status: int = 200) -> Response:
    page = match_page(match_id)
    package: PackageLine | None = next((each for each in page.packages if each.id == package_id), None)
    if package is None:
        raise NotHere
    shown = {"page": page, "package": package, "form": form, "removes": package.to_withdraw(match_id, clock.now())}
    return make_response(render_template("admin/matches/withdrawal.html", **shown), status)
