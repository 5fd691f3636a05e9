"""One match with its schedule and sessions."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.timetable.preview import Preview, schedule_form, schedule_query, sets_up
from corved.forms.matches.meet_link_form import MeetLinkForm
from corved.queries.matches.match_page import match_page
from corved.web import htmx


@admin.get("/matches")
def matches() -> Response:
    """Redirect the address of a list that is part of another now."""
    return htmx.go_to(url_for("admin.learners", search=request.args.get("search")))


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
        "sets_up": sets_up(page),
    }
    return make_response(render_template("admin/matches/match.html", **shown))
