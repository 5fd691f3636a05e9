"""The audit log: who did what, when and why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Response, make_response, render_template, request

from corved.access import signed_in
from corved.blueprints.admin import admin
from corved.forms.checks import one_line
from corved.forms.pattern_form import FIRST_YEAR, LAST_YEAR
from corved.queries.audit_page import KINDS, audit_page
from corved.scheduling.local_time import to_utc


@admin.get("/audit")
def audit() -> Response:
    """Filters: kind, name, until (a day in the reader's zone, inclusive); paged."""
    args = request.args
    kind, until = args.get("kind", ""), args.get("until", type=date.fromisoformat)
    before = None
    if until is not None and FIRST_YEAR <= until.year <= LAST_YEAR:
        before = to_utc(datetime.combine(until, time()) + timedelta(days=1), signed_in().timezone)
    found = audit_page(
        kind=kind if kind in KINDS else "",
        name=one_line(args.get("name"))[:100],
        before=before,
        page=min(max(args.get("page", 1, type=int), 1), 10_000),
    )
    return make_response(render_template("admin/audit.html", found=found, args=args, kinds=KINDS))
