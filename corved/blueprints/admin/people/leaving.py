"""A tutor leaves: the page that gives all of their courses to others, and takes them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.checks import LAST_YEAR
from corved.forms.matches.leaving_form import LeavingForm, Row
from corved.problems import Problem
from corved.queries.people.leaving_page import LeavingPage, leaving_page
from corved.use_cases.matches.give_courses import give_courses
from corved.use_cases.matches.handover_record import GivenCourse
from corved.use_cases.matches.undo_handover import Undone, undo_handover
from corved.values.meet_links import meet_link
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.access import signed_in

FURTHEST = date(LAST_YEAR, 12, 31)


@admin.get("/people/<uuid:person_id>/leaving")
def leaving(person_id: UUID) -> Response:
    """Show the courses of a tutor, and who is proposed for each from a day on. `since` in the URL is that day."""
    since = request.args.get("since", type=date.fromisoformat)
    page = _loaded(person_id, since)
    shown = since if since and page.today <= since <= FURTHEST else page.today
    return _page(page, LeavingForm(formdata=None, data={"since": shown}), _proposed(page))


@admin.post("/people/<uuid:person_id>/leaving")
def create_handover(person_id: UUID) -> Response:
    form = LeavingForm()
    is_right = form.validate()
    page = _loaded(person_id, form.since.data)
    rows = {each.id: form.row(each.id, {choice.tutor.id for choice in each.choices}) for each in page.courses}
    if form.refuse_past(page.today) or not is_right or any(row.problem for row in rows.values()):
        return _page(page, form, rows, 422)
    given = [
        GivenCourse(key, UUID(row.tutor), meet_link(row.link) if row.link else None)
        for key, row in rows.items()
        if row.tutor
    ]
    try:
        done = give_courses(tutor_id=person_id, courses=given, since=form.since.data)
    except Problem as problem:
        form.since.errors = [str(problem)]
        return _page(page, form, rows, 422)
    waiting = f" {counted(done.set_aside, 'session')} to reschedule." if done.set_aside else ""
    flash(f"{counted(done.courses, 'course')} with {counted(done.sessions, 'session')} given to other tutors.{waiting}")
    return htmx.go_to(url_for("admin.leaving", person_id=person_id))


@admin.post("/people/<uuid:person_id>/leaving/undo")
def create_handover_undo(person_id: UUID) -> Response:
    last = leaving_page(person_id, now=clock.now()).last
    try:
        done = undo_handover(handover_id=last.id) if last else None
        flash(_undone(done) if done else "There is nothing to undo.")
    except Problem as problem:
        flash(str(problem), "error")
    return htmx.go_to(url_for("admin.leaving", person_id=person_id))


def _undone(done: Undone) -> str:
    said = f"Undone for {counted(done.courses, 'course')}."
    if not done.stayed:
        return said
    stayed = f"{counted(done.stayed, 'session')} changed since then, or taught by a substitute before,"
    return f"{said} {stayed} stay with the other tutors: you can give them back on the course’s page."


def _loaded(person_id: UUID, since: date | None) -> LeavingPage:
    first = since if since and since <= FURTHEST else None
    return leaving_page(person_id, now=clock.now(), since=first, hours_24=signed_in().hours_24)


def _proposed(page: LeavingPage) -> dict[UUID, Row]:
    return {each.id: Row(str(each.proposed or ""), "", "") for each in page.courses}


def _page(page: LeavingPage, form: LeavingForm, rows: Mapping[UUID, Row], status: int = 200) -> Response:
    return make_response(render_template("admin/people/leaving.html", page=page, form=form, rows=rows), status)
