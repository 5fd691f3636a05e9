"""Changing a match's schedule from a given day: the form, its preview, and the change."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.matches.schedule_change_form import FIELDS, ChangeForm
from corved.problems import Problem
from corved.queries.matches.match_page import MatchPage, match_head, match_packages
from corved.queries.matches.schedule_change_preview import schedule_change
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.plan import Lost
from corved.scheduling.rescheduling import Rescheduling
from corved.use_cases.matches.change_schedule import change_schedule
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.labels import LOST_WORDS

STAYS = "done, marked or moved"


class ChangeLine(NamedTuple):
    """One session in the preview of a schedule change: how its row looks, its time, and a remark."""

    tone: str
    icon: str
    word: str
    at: Occurrence
    remark: str = ""


@admin.get("/matches/<uuid:match_id>/schedule")
def schedule_change_page(match_id: UUID) -> Response:
    """Show the form that changes a match's schedule; with its fields in the URL, preview the change."""
    page = match_packages(match_id)
    if page.agreed is None and page.to_schedule is not None:
        return htmx.go_to(url_for("admin.match", match_id=match_id, **{"set-up": "yes"}))  # type: ignore[arg-type]
    form = _form(page, request.args)
    return make_response(render_template("admin/matches/schedule_change.html", **_shown(page, form)))


@admin.post("/matches/<uuid:match_id>/schedule/preview")
def preview_schedule_change(match_id: UUID) -> Response:
    """Return to htmx a preview of the sessions that stay, are removed and are added.

    Without htmx, redirect to the page with the fields in its address.
    """
    page = match_head(match_id)
    form = _form(page, request.form)
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.schedule_change_page", match_id=match_id, **form.as_query()))  # type: ignore[arg-type]
    return htmx.respond(
        "admin/partials/timetable/change_answer.html", "admin/matches/schedule_change.html", _shown(page, form)
    )


@admin.post("/matches/<uuid:match_id>/schedule")
def create_schedule_change(match_id: UUID) -> Response:
    page = match_head(match_id)
    form = _form(page, request.form)
    if not form.validate():
        return _refused(page, form)
    try:
        change = change_schedule(
            match_id=match_id,
            since=form.start_date.data,
            until=form.until.data,
            pattern=form.pattern(),
            seen=form.seen.data or None,
        )
    except Problem as problem:
        return _refused(page, form, problem)
    flash(f"The schedule is changed: {counted(change.removed, 'session')} removed, {change.added} added.")
    return htmx.go_to(url_for("admin.match", match_id=match_id, _anchor="sessions"))


def _form(page: MatchPage, sent: MultiDict[str, str]) -> ChangeForm:
    """Return the form with the submitted values, or with the schedule that holds tomorrow.

    The token was checked before the view.
    """
    no_token = {"csrf": False}
    if not FIELDS.isdisjoint(sent):
        form = ChangeForm(sent, meta=no_token)
        form.offer(page.lengths)
        return form
    zone = page.agreed.versions[-1].pattern.timezone if page.agreed else page.learner_zone
    today = local_date(clock.now(), zone)
    pattern = page.agreed.on(today) if page.agreed else None
    suggested = ChangeForm.suggestion(pattern, zone, today)
    form = ChangeForm(formdata=None, meta=no_token, data=suggested)
    form.offer(page.lengths)
    return form


def _shown(page: MatchPage, form: ChangeForm) -> dict[str, Any]:
    problems = form.problems()
    change = None
    if not problems:
        change = schedule_change(
            page.id,
            page.calendar,
            since=form.start_date.data,
            pattern=form.pattern(),
            until=form.until.data,
            now=clock.now(),
        )
    agreed = page.agreed
    return {
        "page": page,
        "form": form,
        "is_as_agreed": change is not None
        and agreed is not None
        and not form.until.data
        and agreed.on(form.start_date.data) == form.pattern()
        and not agreed.after(form.start_date.data),
        "problems": problems,
        "change": change,
        "change_lines": partial(change_lines, page),
    }


def change_lines(page: MatchPage, one: Rescheduling) -> list[ChangeLine]:
    """Return what would happen to each session of the package, in order of time; those that are over are left out."""
    lines = [
        *(
            ChangeLine("", "check", "Stays", each.time, "" if each.is_untouched else STAYS)
            for each in one.kept
            if each.time.end > clock.now()
        ),
        *(ChangeLine("is-needs_new_time", "x", "Removed", each.time) for each in one.removed),
        *(ChangeLine("is-scheduled", "plus", "New", each, _warning(page, each)) for each in one.added),
        *(ChangeLine("is-error", "triangle-alert", _cause(each), each.occurrence) for each in one.plan.lost),
    ]
    return sorted(lines, key=lambda each: each.at.start)


def _warning(page: MatchPage, at: Occurrence) -> str:
    return "" if page.calendar.hours.allow(at.start, at.end) else f"outside {page.tutor}’s weekly hours"


def _cause(lost: Lost) -> str:
    name = lost.closed.name if lost.closed else "; ".join(each.label for each in lost.by)
    return LOST_WORDS[lost.cause][2] + (f": {name}" if name else "")


def _refused(page: MatchPage, form: ChangeForm, problem: Problem | None = None) -> Response:
    """Return the form with its errors, as status 422."""
    shown = _shown(page, form)
    form.validate()
    summary = [] if problem is None else [str(problem)]
    if problem is not None and problem.field in form:
        form[problem.field].errors = [str(problem)]
        summary = []
    shown |= {"summary": summary}
    return htmx.respond(
        "admin/partials/timetable/schedule_change.html", "admin/matches/schedule_change.html", shown, 422
    )
