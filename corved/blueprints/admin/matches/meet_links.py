"""Setting and removing the Meet link of a match."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.timetable.preview import Preview, schedule_form, schedule_query, sets_up
from corved.forms.matches.meet_link_form import MeetLinkForm
from corved.queries.matches.match_page import MatchPage, match_page
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.web import htmx


@admin.get("/matches/<uuid:match_id>/meet-link")
def meet_link(match_id: UUID) -> Response:
    page = match_page(match_id)
    if request.args.get("open") == "no":
        return _closed(page)
    return _facts(page, MeetLinkForm(formdata=None, meet_link=page.meet_link))


@admin.post("/matches/<uuid:match_id>/meet-link")
def change_meet_link(match_id: UUID) -> Response:
    form = MeetLinkForm()
    if not form.validate():
        return _facts(match_page(match_id), form, 422)
    changed = set_meet_link(match_id=match_id, meet_link=form.meet_link.data or None)
    done = "The Meet link is saved for every session." if form.meet_link.data else "The Meet link is removed."
    flash(done if changed else "No changes to save.")
    return _closed(match_page(match_id), then="meet-link-changed")


def _closed(page: MatchPage, then: str = "") -> Response:
    """Return the match's facts alone to htmx, so that a half-typed schedule stays on the page.

    Without htmx, redirect to the match with the schedule in the address.
    """
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.match", match_id=page.id, **schedule_query()))  # type: ignore[arg-type]
    shown = {"page": page, "changing_link": False, "focus_link": True}
    return htmx.respond("admin/partials/matches/facts.html", "admin/matches/match.html", shown, then=then)


def _facts(page: MatchPage, form: MeetLinkForm, status: int = 200) -> Response:
    schedule = schedule_form(page)
    shown = {
        "page": page,
        "form": schedule,
        "preview": Preview.of(page, schedule),
        "link_form": form,
        "query": schedule_query(),
        "sets_up": sets_up(page),
    }
    return htmx.respond(
        "admin/partials/matches/facts.html", "admin/matches/match.html", shown | {"changing_link": True}, status
    )
