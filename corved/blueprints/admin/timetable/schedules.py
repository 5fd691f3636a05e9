"""The schedule of a match: its preview, and the sessions it creates."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.timetable.preview import Preview, draft_of, schedule_form
from corved.forms.timetable.schedule_form import ScheduleForm
from corved.problems import Changed, Problem
from corved.queries.matches.match_page import MatchPage, match_page
from corved.use_cases.months.generate import AlreadyGenerated
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.web import htmx


@admin.post("/matches/<uuid:match_id>/preview")
def preview(match_id: UUID) -> Response:
    """Return the schedule preview to htmx; after a repair was chosen, include the updated form.

    Without htmx, redirect to the page with the schedule in its address. When the sessions were created in
    the meantime, from another tab or a moment ago, the preview says so.
    """
    page = match_page(match_id)
    if page.to_schedule is None and htmx.wants_fragment():
        done = {"page": page, "words": _nothing_to_schedule(page)}
        return htmx.respond("admin/partials/timetable/nothing_to_schedule.html", "admin/matches/match.html", done)
    if page.to_schedule is None:
        return _told_it_is_done(page)
    form = schedule_form(page)
    followed = form.let_the_last_day_follow()
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.match", match_id=match_id, **form.as_query(), _anchor="preview"))  # type: ignore[arg-type]
    shown = {"page": page, "form": form, "preview": Preview.of(page, form), "followed": followed}
    if "apply" in request.form:
        return htmx.respond(
            "admin/partials/timetable/schedule.html", "admin/matches/match.html", shown | {"repaired": True}
        )
    return htmx.respond("admin/partials/timetable/preview_answer.html", "admin/matches/match.html", shown)


@admin.post("/matches/<uuid:match_id>/sessions")
def create_sessions(match_id: UUID) -> Response:
    page = match_page(match_id)
    form = schedule_form(page)
    if page.to_schedule is None:
        return _told_it_is_done(page)
    form.let_the_last_day_follow()
    if not form.validate():
        return _refused(page, form)
    try:
        count = generate_sessions(
            match_id=match_id,
            package_id=_package_id(form, page),
            draft=draft_of(page, form),
            reason=form.reason.data or "",
            seen=form.seen.data or None,
        )
    except AlreadyGenerated as problem:
        flash(str(problem))
        return htmx.go_to(url_for("admin.match", match_id=match_id, _anchor="sessions"))
    except Problem as problem:
        return _refused(match_page(match_id), form, problem)
    flash(f"Sessions created: {count}.")
    return htmx.go_to(url_for("admin.match", match_id=match_id, _anchor="sessions"))


def _package_id(form: ScheduleForm, page: MatchPage) -> UUID:
    """Return the package that the form names, or the one that lacks sessions if the id is invalid."""
    assert page.to_schedule is not None
    try:
        return UUID(form.package_id.data or "")
    except ValueError:
        return page.to_schedule.id


def _nothing_to_schedule(page: MatchPage) -> str:
    existing = page.with_sessions
    if existing:
        return "The sessions of this month exist already. Nothing was added."
    return "There is no month to create sessions for. Add one first."


def _told_it_is_done(page: MatchPage) -> Response:
    flash(_nothing_to_schedule(page))
    return htmx.go_to(url_for("admin.match", match_id=page.id, _anchor="sessions"))


def _refused(page: MatchPage, form: ScheduleForm, problem: Problem | None = None) -> Response:
    """Return the form with its errors, as status 422. What changed in the meantime is shown as it is now."""
    made = Preview.of(page, form)
    form.validate()
    summary = [] if problem is None else [str(problem)]
    if problem is not None and problem.field in form:
        form[problem.field].errors = [str(problem)]
        summary = []
    shown = {"page": page, "form": form, "preview": made, "summary": summary, "link_form": None}
    status = problem.status if isinstance(problem, Changed) and not htmx.wants_fragment() else 422
    return htmx.respond(
        "admin/partials/timetable/schedule.html", "admin/matches/match.html", shown | {"changing_link": False}, status
    )
