"""The academy's sessions in time: a week, a day tutor by tutor, or a month."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.today import mark_for_polls
from corved.blueprints.weeks import shown_week, wanted_day
from corved.queries.sessions.month_days import month_days
from corved.queries.sessions.week import day_by_tutor
from corved.queries.sessions.week import week as week_of
from corved.queries.timetable.active_tutors import tutors_to_choose
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.paging import page_number

VIEWS = {"day": "Day", "week": "Week", "month": "Month"}


@admin.get("/week")
def week() -> Response:
    """Show a week, or by `view` a day or a month, of all tutors or of one.

    week: any of its days. tutor: the id of one tutor. name: part of a name, where there are too many for a list.
    """
    view = request.args.get("view", "week")
    view = view if view in VIEWS else "week"
    known = mark_for_polls()
    if htmx.knows(known):
        return htmx.nothing_new()
    tutor_id, name = request.args.get("tutor", type=UUID), one_line(request.args.get("name"))[:100]
    day, zone = wanted_day(), signed_in().timezone
    shown: dict[str, Any] = {
        "shown_day": day,
        "choice": tutors_to_choose(name=name, chosen=tutor_id),
        "typed": name,
        "tutor_id": tutor_id,
        "known": known,
        "view": view,
        "views": VIEWS,
    }
    if view == "month":
        month = month_days(day=day, zone=zone, tutor_id=tutor_id)
        return make_response(render_template("admin/sessions/month_days.html", found=month, **shown))
    if view == "day":
        found = day_by_tutor(day=day, zone=zone, tutor_id=tutor_id, page=page_number())
    else:
        found = week_of(day=day, zone=zone, tutor_id=tutor_id)
    return htmx.respond("components/week.html", "admin/sessions/week.html", {**shown_week(found), **shown})
