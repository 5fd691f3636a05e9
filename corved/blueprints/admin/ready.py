"""Matches whose package lacks sessions, and runs that create them for all of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, make_response, render_template, url_for

from corved import clock, htmx
from corved.blueprints.admin import admin
from corved.queries.generation_run import generation_run, waiting_of_run
from corved.queries.ready_matches import ready_matches
from corved.scheduling.windows import ONE_DAY
from corved.use_cases.generate_ready import generate_ready
from corved.use_cases.start_generation_run import start_generation_run

MOST_SHOWN = 200
MOST_AT_ONCE = 50
STEP = timedelta(seconds=1)  # an answer comes at least so often, so that progress is seen


@admin.get("/ready")
def ready() -> Response:
    found = ready_matches(today=clock.now().date() - ONE_DAY, limit=MOST_SHOWN)
    return make_response(render_template("admin/ready.html", found=found))


@admin.post("/ready/runs")
def create_run() -> Response:
    """Writes down what is to be done; the run's page does it, step by step."""
    return htmx.go_to(url_for("admin.run", run_id=start_generation_run()))


@admin.get("/ready/runs/<uuid:run_id>")
def run(run_id: UUID) -> Response:
    return make_response(render_template("admin/generation_run.html", report=generation_run(run_id)))


@admin.post("/ready/runs/<uuid:run_id>/steps")
def create_step(run_id: UUID) -> Response:
    """Does the next matches for about a second. htmx asks again by itself; else there is a button."""
    generation_run(run_id)
    until = clock.now() + STEP
    for match_id, package_id in waiting_of_run(run_id, MOST_AT_ONCE):
        generate_ready(match_id=match_id, package_id=package_id, run_id=run_id)
        if clock.now() >= until:
            break
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.run", run_id=run_id))
    shown = {"report": generation_run(run_id)}
    return htmx.respond("admin/partials/generation_run.html", "admin/generation_run.html", shown)
