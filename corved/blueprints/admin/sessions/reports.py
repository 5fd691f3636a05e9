"""The reports: what was held, how much each tutor teaches, and the month day by day."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.queries.page import page_in
from corved.queries.sessions.reports import SPANS
from corved.queries.sessions.reports import reports as numbers
from corved.web.access import signed_in
from corved.web.paging import page_number


@admin.get("/reports")
def reports() -> Response:
    """Show the numbers of the last weeks; `weeks` in the URL is one of SPANS."""
    weeks = request.args.get("weeks", 12, type=int)
    weeks = weeks if weeks in SPANS else 12
    found = numbers(now=clock.now(), zone=signed_in().timezone, weeks=weeks)
    shown = {"found": found, "loads": page_in(found.loads, page_number()), "weeks": weeks, "spans": SPANS}
    return make_response(render_template("admin/sessions/reports.html", **shown))
