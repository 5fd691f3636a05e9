"""The history: who did what, when and why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import Response, make_response, render_template, request

from corved.blueprints.admin.blueprint import admin
from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.messages.situations import SITUATIONS
from corved.queries.academy.audit_log import EVERYTHING, KINDS, SIGN_INS, audit_page
from corved.queries.matches.match_page import match_head
from corved.scheduling.local_time import to_utc
from corved.values.single_line import one_line
from corved.web.access import signed_in
from corved.web.paging import page_number


@admin.get("/audit")
def audit() -> Response:
    """Show one page of the history, filtered by the URL.

    match: of one course. kind, name, since and until (days in the reader's zone, both included).
    """
    args = request.args
    kind = args.get("kind", "")
    match_id = args.get("match", type=UUID)
    found = audit_page(
        match_id=match_id,
        kind=kind if kind in (*KINDS, EVERYTHING, SIGN_INS) else "",
        name=one_line(args.get("name"))[:100],
        since=_midnight("since"),
        before=_midnight("until", days=1),
        page=page_number(),
    )
    course = match_head(match_id) if match_id else None
    titles = {key.replace("_", " "): situation.title for key, situation in SITUATIONS.items()}
    facts = {"titles": titles, "found": found, "args": args, "kinds": KINDS, "course": course}
    return make_response(render_template("admin/academy/audit.html", **facts))


def _midnight(name: str, days: int = 0) -> datetime | None:
    """Return the instant when the day in the URL begins in the reader's zone, plus a number of days."""
    day = request.args.get(name, type=date.fromisoformat)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return to_utc(datetime.combine(day, time()) + timedelta(days=days), signed_in().timezone)
