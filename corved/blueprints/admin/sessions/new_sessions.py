"""Adding one session to a package, and removing one upcoming session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.reason_form import ReasonForm
from corved.forms.sessions.new_session_form import AddedSessionForm
from corved.forms.timetable.pattern_form import usual
from corved.problems import NotHere, Problem
from corved.queries.matches.match_page import MatchPage, PackageLine, match_packages
from corved.queries.sessions.free_time_search import new_session_of, with_surroundings
from corved.queries.sessions.owed_sessions import owed_by
from corved.queries.sessions.session_page import session_for_admin
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local
from corved.scheduling.replacements import suggestions
from corved.scheduling.time_limits import SOONEST_SUGGESTION
from corved.use_cases.sessions.add_session import NewSession, add_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach
from corved.web.time_labels import day


@admin.get("/matches/<uuid:match_id>/packages/<uuid:package_id>/session")
def new_session(match_id: UUID, package_id: UUID) -> Response:
    """Show the form that adds a session.

    The URL may name a time, and the missed session that the new one makes up for; or the day of a session that was
    removed, for the time that the schedule has then.
    """
    page, package, owed = _place(match_id, package_id)
    if (day := _day_of_removed(request.args, package)) and page.agreed:
        pattern = page.agreed.on(day)
        at = {"time": f"{pattern.time_on(day):%H:%M}", "timezone": pattern.timezone, "date": day.isoformat()}
        return _page(page, package, owed, _form(page, package, owed, MultiDict(at)))
    return _page(page, package, owed)


def _day_of_removed(args: Mapping[str, str], package: PackageLine) -> date | None:
    return next((each for each in package.removed_dates if each.isoformat() == args.get("removed")), None)


@admin.post("/matches/<uuid:match_id>/packages/<uuid:package_id>/session")
def create_session(match_id: UUID, package_id: UUID) -> Response:
    page, package, owed = _place(match_id, package_id)
    form = _form(page, package, owed)
    if not form.validate():
        return _page(page, package, owed, form, 422)
    new = NewSession(form.local_start(), form.timezone.data, _minutes(page, owed, form), form.makes_up_id())
    try:
        add_session(match_id=match_id, package_id=package_id, new=new, reason=form.reason.data or "")
    except Problem as problem:
        attach(problem, form, "makes_up")
        return _page(page, package, owed, form, 422)
    flash(f"{page.learner}'s session is added.")
    return htmx.go_to(url_for("admin.match", match_id=match_id, _anchor=f"package-{package_id}-title"))


@admin.get("/sessions/<uuid:session_id>/removal")
def removal(session_id: UUID) -> Response:
    """Ask before a session is removed, and say what then counts."""
    return _removal_page(session_id, ReasonForm())


@admin.post("/sessions/<uuid:session_id>/removal")
def create_removal(session_id: UUID) -> Response:
    session = session_for_admin(session_id)
    form = ReasonForm()
    if not form.validate():
        return _removal_page(session_id, form, 422)
    try:
        remove_session(session_id=session_id, reason=form.reason.data or "", seen=form.seen.data or None)
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.session", session_id=session_id))
    flash("The session is removed." + (" The make-up is due again." if session.makes_up_id else ""))
    return htmx.go_to(url_for("admin.match", match_id=session.match_id, _anchor="sessions"))


def _removal_page(session_id: UUID, form: ReasonForm, status: int = 200) -> Response:
    row = session_for_admin(session_id)
    form.seen.data = form.seen.data or row.version
    return make_response(render_template("admin/sessions/removal.html", row=row, form=form), status)


def _place(match_id: UUID, package_id: UUID) -> tuple[MatchPage, PackageLine, list[SessionRow]]:
    page = match_packages(match_id)
    package = next((each for each in page.packages if each.id == package_id), None)
    if package is None:
        raise NotHere
    return page, package, owed_by(package_id)


def _form(
    page: MatchPage, package: PackageLine, owed: list[SessionRow], at: MultiDict[str, str] | None = None
) -> AddedSessionForm:
    """Return the form as it was sent, or with the time in the URL, or `at`."""
    zone = signed_in().timezone
    sent = at or (request.form if request.method == "POST" else request.args)
    form = AddedSessionForm(sent or None, timezone=zone, meta={"csrf": False})
    schedule_zones = [each.pattern.timezone for each in page.agreed.versions] if page.agreed else []
    form.timezone.choices = list(dict.fromkeys((zone, page.learner_zone, page.tutor_zone, *schedule_zones)))
    form.makes_up.choices = [
        (str(each.id), f"Make-up for {day(each.start, zone)}, {local(each.start, zone):%H:%M}: {each.origin}")
        for each in owed
    ]
    if package.lacking > 0 or package.removed_dates:
        form.makes_up.choices.append(("", f"One of the month’s {package.tier} sessions, not planned yet"))
    return form


def _minutes(page: MatchPage, owed: list[SessionRow], form: AddedSessionForm) -> int:
    for each in owed:
        if each.id == form.makes_up_id():
            return int((each.end - each.start).total_seconds() // 60)
    if page.agreed:
        return page.agreed.versions[-1].pattern.duration_mins
    return usual(page.lengths)


def _suggested(
    page: MatchPage, package: PackageLine, owed: list[SessionRow], form: AddedSessionForm
) -> list[Occurrence]:
    """Return free times for the missed session that is selected, or the first one, or for one that is not planned."""
    chosen = next((each for each in owed if str(each.id) == form.makes_up.data), owed[0] if owed else None)
    now, margin = clock.now(), SOONEST_SUGGESTION
    if chosen is None:
        minutes = _minutes(page, owed, form)
        return suggestions(new_session_of(page, package, now=now, minutes=minutes, margin=margin))
    there = replace(chosen, start_date=package.start_date, end_date=package.end_date)
    [taken] = with_surroundings([there], now=now, calendars={there.match_id: page.calendar}, margin=margin)
    return suggestions(taken)


def _page(
    page: MatchPage,
    package: PackageLine,
    owed: list[SessionRow],
    form: AddedSessionForm | None = None,
    status: int = 200,
) -> Response:
    form = form or _form(page, package, owed)
    shown = {
        "page": page,
        "package": package,
        "owed": owed,
        "form": form,
        "suggestions": _suggested(page, package, owed, form),
    }
    return make_response(render_template("admin/sessions/new_session.html", **shown), status)
