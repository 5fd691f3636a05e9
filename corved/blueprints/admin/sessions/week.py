"""The academy's week."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.today import mark_for_polls
from corved.blueprints.weeks import shown_week, wanted_day
from corved.queries.sessions.week import week as week_of
from corved.queries.timetable.active_tutors import active_tutors
from corved.web import htmx
from corved.web.access import signed_in


@admin.get("/week")
def week() -> Response:
    """Show a week of all tutors or of one.

    week: any of its days. tutor: the id of one tutor.
    """
    known = mark_for_polls()
    if htmx.knows(known):
        return htmx.nothing_new()
    tutor_id = request.args.get("tutor", type=UUID)
    found = week_of(day=wanted_day(), zone=signed_in().timezone, tutor_id=tutor_id)
    shown = {**shown_week(found), "tutors": active_tutors(), "tutor_id": tutor_id, "known": known}
    return htmx.respond("components/week.html", "admin/sessions/week.html", shown)
