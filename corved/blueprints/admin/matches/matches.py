"""The list of matches, and one match with its schedule and sessions."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.timetable.preview import Preview, schedule_form, schedule_query
from corved.forms.matches.meet_link_form import MeetLinkForm
from corved.models.match import MATCH_STATUSES
from corved.queries.matches.match_page import match_page
from corved.queries.matches.matches_list import matches_list
from corved.queries.months.month_overview import month_turn
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.paging import page_number

LIST_STATUSES = ("ready", *MATCH_STATUSES)


@admin.get("/matches")
def matches() -> Response:
    status = request.args.get("status", "")
    now = clock.now()
    found = matches_list(
        search=one_line(request.args.get("search"))[:100],
        status=status if status in LIST_STATUSES else "",
        page=page_number(),
        now=now,
    )
    turns = {each.match_id: each for each in month_turn(now=now, most=None)}
    return htmx.respond(
        "admin/partials/matches/matches.html",
        "admin/matches/matches.html",
        {"found": found, "turns": turns, "args": request.args},
    )


@admin.get("/matches/<uuid:match_id>")
def match(match_id: UUID) -> Response:
    """Show a match. With schedule fields in the URL, also preview them, for browsers without JavaScript."""
    page = match_page(match_id)
    form = schedule_form(page)
    preview = Preview.of(page, form)
    link_form = MeetLinkForm(formdata=None, meet_link=page.meet_link)
    shown = {
        "page": page,
        "form": form,
        "preview": preview,
        "link_form": link_form,
        "changing_link": False,
        "query": schedule_query(),
    }
    return make_response(render_template("admin/matches/match.html", **shown))
