"""Another tutor for a course: for some sessions, until a day, or for good."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.matches.reassignment_form import GOOD, SESSIONS, ReassignmentForm
from corved.problems import Problem
from corved.queries.matches.match_page import MatchPage, match_head
from corved.queries.matches.substitutes import MOST_SHOWN, Substitute, candidates, coming_sessions, ranked
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.local_time import local_date
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.values.marks import mark_of
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.refusals import attach


@admin.get("/matches/<uuid:match_id>/tutor")
def reassignment(match_id: UUID) -> Response:
    """Show the form that gives a course another tutor. `how` and `sessions` in the URL fill it in."""
    head, asked = match_head(match_id), request.args
    today = local_date(clock.now(), head.tutor_zone)
    filled = {
        "how": asked.get("how", GOOD),
        "sessions": asked.getlist("sessions"),
        "since": today,
    }
    return _page(head, ReassignmentForm(formdata=None, data=filled))


@admin.post("/matches/<uuid:match_id>/tutor")
def create_reassignment(match_id: UUID) -> Response:
    """Give the sessions to the new tutor, once the page has said how many they are."""
    head, form = match_head(match_id), ReassignmentForm()
    if "look" in request.form:
        return _page(head, form)
    tutor_id = form.tutor_id
    if not form.validate() or tutor_id is None:
        return _page(head, form, 422)
    chosen = _chosen(head, form)
    if form.how.data == SESSIONS and len(chosen) != len(set(form.sessions.data)):
        form.sessions.errors = ["A session was marked or has begun. Choose again."]
        return _page(head, form, 422)
    if mark_of(row.id for row in chosen) != (form.shown.data or ""):
        return _page(head, form)
    try:
        done = _hand_over(head, form, tutor_id, chosen)
    except Problem as problem:
        attach(problem, form, "tutor")
        return _page(head, form, 422)
    flash(done)
    return htmx.go_to(url_for("admin.match", match_id=match_id))


def _hand_over(head: MatchPage, form: ReassignmentForm, tutor_id: UUID, chosen: list[SessionRow]) -> str:
    """Hand the sessions over, and return what to say."""
    link = form.meet_link.data or None
    if form.how.data == GOOD:
        reassign_tutor(match_id=head.id, tutor_id=tutor_id, since=form.since.data, meet_link=link, seen=form.seen_id)
    else:
        ids = [row.id for row in chosen if row.tutor_id != tutor_id]
        if not chosen:
            raise Problem("No session is planned in these days yet. Create the month’s sessions first.", "since")
        if not ids:
            raise Problem("This tutor teaches these sessions already.", "tutor")
        substitute_tutor(match_id=head.id, session_ids=ids, tutor_id=tutor_id, meet_link=link)
    theirs = [row for row in coming_sessions(head.id, now=clock.now()) if row.tutor_id == tutor_id]
    has_no_link = any(row.meet_link is None for row in theirs) or (form.how.data == GOOD and not link)
    later = " Set a new Meet link now: nobody can join without one." if has_no_link else ""
    return f"The new tutor teaches {counted(len(chosen), 'upcoming session')}.{later}"


def _chosen(head: MatchPage, form: ReassignmentForm, rows: list[SessionRow] | None = None) -> list[SessionRow]:
    """Return the sessions to come that the form names."""
    zone = head.agreed.versions[-1].pattern.timezone if head.agreed else None
    coming = coming_sessions(head.id, now=clock.now()) if rows is None else rows
    return [row for row in coming if form.takes(row.id, local_date(row.start, zone or row.timezone))]


def _page(head: MatchPage, form: ReassignmentForm, status: int = 200) -> Response:
    rows = coming_sessions(head.id, now=clock.now())
    chosen = _chosen(head, form, rows)
    shown = {"page": head, "form": form, "rows": rows, "chosen": chosen, "most": MOST_SHOWN}
    shown["tutors"] = _tutors(head, form, chosen)
    shown["mark"] = mark_of(row.id for row in chosen)
    partial = "admin/partials/matches/handover.html"
    return htmx.respond(partial, "admin/matches/reassignment.html", shown, status)


def _tutors(head: MatchPage, form: ReassignmentForm, chosen: list[SessionRow]) -> list[Substitute]:
    """Return who may teach the sessions, best first. The course's own tutor is among them where others teach some."""
    is_given_away = form.how.data != GOOD and any(row.tutor_id != head.tutor_id for row in chosen)
    times = [row.time for row in chosen]
    wanted = head.subject_id, head.level_id
    others = [each for each in candidates(times, [wanted]) if is_given_away or each.id != head.tutor_id]
    others = [each.without(row.id for row in chosen) for each in others]
    return ranked(others, times, subject_id=head.subject_id, level_id=head.level_id)
