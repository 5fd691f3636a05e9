"""The next-month board, and the runs that create the sessions of every match that is ready."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.queries.months.generation_run import RunReport, generation_run, latest_runs, to_do_of_run
from corved.queries.months.month_overview import month_turn
from corved.scheduling.month_turn import Turn
from corved.use_cases.months.generate_ready import generate_ready
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.months.undo_generated_match import undo_generated_match
from corved.use_cases.months.undo_generation_run import undo_generation_run
from corved.values.plurals import counted
from corved.web import htmx

MOST_AT_ONCE = 50
STEP = timedelta(seconds=1)  # an answer comes at least so often, so that progress is seen
RUNS_SHOWN = timedelta(days=45)  # as long as a package that was created early has not begun


@admin.get("/month")
def month() -> Response:
    now = clock.now()
    shown = {"lines": month_turn(now=now), "runs": latest_runs(since=now - RUNS_SHOWN)}
    return make_response(render_template("admin/months/month.html", **shown))


@admin.post("/month/runs")
def create_run() -> Response:
    """Start a run over the packages that were ticked. The run's page works through them."""
    picked = set(request.form.getlist("package"))
    ready = [each for each in month_turn(now=clock.now()) if each.turn is Turn.READY]
    found = [(each.match_id, each.package_id) for each in ready if each.package_id and str(each.package_id) in picked]
    if not found:
        flash("None of the selected courses is ready now. Nothing was created.", "error")
        return htmx.go_to(url_for("admin.month"))
    return htmx.go_to(url_for("admin.run", run_id=start_generation_run(found)))


@admin.get("/month/runs/<uuid:run_id>")
def run(run_id: UUID) -> Response:
    return make_response(render_template("admin/months/generation_run.html", report=_report(run_id)))


@admin.post("/month/runs/<uuid:run_id>/steps")
def create_step(run_id: UUID) -> Response:
    """Work on the next matches of a run for about a second.

    htmx asks again by itself; without it there is a button.
    """
    _report(run_id)
    until = clock.now() + STEP
    for match_id, package_id, is_undo in to_do_of_run(run_id, MOST_AT_ONCE):
        if is_undo:
            undo_generated_match(run_id=run_id, package_id=package_id)
        else:
            generate_ready(match_id=match_id, package_id=package_id, run_id=run_id)
        if clock.now() >= until:
            break
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.run", run_id=run_id))
    return htmx.respond(
        "admin/partials/months/generation_run.html", "admin/months/generation_run.html", {"report": _report(run_id)}
    )


@admin.post("/month/runs/<uuid:run_id>/undo")
def undo_run(run_id: UUID) -> Response:
    """Mark a run's sessions for undoing; the run's page then undoes them, match by match."""
    count = undo_generation_run(run_id=run_id)
    flash(f"The sessions of {counted(count, 'course')} are being undone." if count else "There is nothing to undo.")
    return htmx.go_to(url_for("admin.run", run_id=run_id))


def _report(run_id: UUID) -> RunReport:
    return generation_run(run_id, now=clock.now())
