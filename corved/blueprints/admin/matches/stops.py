"""Pausing, ending and resuming a match."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.reason_form import StopForm
from corved.problems import Problem
from corved.queries.matches.match_page import match_page
from corved.use_cases.matches.resume_match import resume_match
from corved.use_cases.matches.stop_match import stop_match
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.refusals import attach


@admin.get("/matches/<uuid:match_id>/stop")
def stop_page(match_id: UUID) -> Response:
    """Show what pausing or ending removes, before the button is pressed."""
    return _page(match_id, StopForm())


@admin.post("/matches/<uuid:match_id>/stop")
def create_stop(match_id: UUID) -> Response:
    form = StopForm()
    if not form.validate():
        return _page(match_id, form, 422)
    seen = form.seen_number
    try:
        done = stop_match(match_id=match_id, status=form.status.data, reason=form.reason.data or "", seen=seen)
    except Problem as problem:
        attach(problem, form, "status")
        return _page(match_id, form, 422)
    words = "paused" if form.status.data == "paused" else "ended"
    flash(f"The course is {words}. {counted(done.removed, 'session')} deleted. New make-ups due: {done.set_aside}.")
    return htmx.go_to(url_for("admin.match", match_id=match_id))


@admin.post("/matches/<uuid:match_id>/resumption")
def create_resumption(match_id: UUID) -> Response:
    try:
        resume_match(match_id=match_id)
    except Problem as problem:
        flash(str(problem), "error")
    else:
        flash("The course is active again. Create the sessions that its month still needs.")
    return htmx.go_to(url_for("admin.match", match_id=match_id))


def _page(match_id: UUID, form: StopForm, status: int = 200) -> Response:
    page, now = match_page(match_id), clock.now()
    rows = [row for each in page.packages for row in each.sessions if row.match_id == match_id]
    coming = [row for row in rows if row.is_to_come and row.start > now]
    shown = {
        "page": page,
        "form": form,
        "removes": [row for row in coming if row.is_untouched],
        "sets_aside": [row for row in coming if not row.is_untouched],
        "owed": sum(each.account.owed for each in page.shown_packages),
    }
    return make_response(render_template("admin/matches/stop.html", **shown), status)
