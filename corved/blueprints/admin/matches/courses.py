"""The list of courses: what each learner takes, with whom, and at what stage it is."""

from __future__ import annotations

from flask import Response, request

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.queries.matches.courses import STAGES, courses
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.paging import page_number


@admin.get("/learners")
def learners() -> Response:
    """Show the courses; `stage` and `search` in the URL leave some."""
    stage = request.args.get("stage", "")
    found = courses(
        search=one_line(request.args.get("search"))[:100],
        stage=stage if stage in STAGES else "",
        page=page_number(),
        now=clock.now(),
        zone=signed_in().timezone,
    )
    shown = {"found": found.page, "counts": found.stages, "stages": STAGES, "stage": stage, "args": request.args}
    return htmx.respond("admin/partials/matches/courses.html", "admin/matches/learners.html", shown)
