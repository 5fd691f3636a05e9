"""The academy's sessions in order of time, and one session with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from flask import Response, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.move_parts import move_form, preview_of_move, suggestions_for
from corved.blueprints.admin.sessions.rows import answer_row, session_shown
from corved.files.sessions_csv import sessions_csv
from corved.problems import Problem
from corved.queries.page import LAST
from corved.queries.sessions.session_page import history_of, session_for_admin
from corved.queries.sessions.session_rows import SessionRow
from corved.queries.sessions.sessions_list import (
    STATUS_CONDITIONS,
    SessionFilter,
    session_sums,
    sessions_list,
    subjects,
)
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.time_limits import ONE_DAY
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.paging import page_number

MOST_IN_A_FILE = 20_000
LONGEST_RANGE = 366 * ONE_DAY
OVERDUE = ("unmarked", "owed", "needs_new_time")


@admin.get("/sessions")
def sessions() -> Response:
    """Show the sessions, filtered by when (today, week, all, or a day), person, status and subject."""
    wanted, now = _wanted(), clock.now()
    shown = {
        "found": sessions_list(wanted, now=now),
        "sums": session_sums(wanted, now=now) if wanted.last else [],
        "args": request.args,
        "subjects": subjects(),
    }
    return make_response(render_template("admin/sessions/sessions.html", **shown))


@admin.get("/sessions.csv")
def sessions_file() -> Response:
    """Return all sessions that the filter finds, as a CSV file in the reader's zone."""
    wanted, now = _wanted(), clock.now()
    rows: list[SessionRow] = []
    for number in range(1, LAST + 1):
        page = sessions_list(replace(wanted, page=number), now=now)
        rows += page.lines
        if not page.has_more or len(rows) >= MOST_IN_A_FILE:
            break
    if page.has_more:
        raise Problem(f"More than {MOST_IN_A_FILE:,} sessions match. Choose fewer days.")
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="sessions.csv"',
    }
    return make_response(sessions_csv(rows, signed_in().timezone), 200, headers)


def _wanted() -> SessionFilter:
    """Return the filter from the address."""
    args = request.args
    first, last = _stretch(args, signed_in().timezone)
    status = args.get("status", "")
    return SessionFilter(
        first=first,
        last=last,
        person=one_line(args.get("person"))[:100],
        subject_id=args.get("subject", type=UUID),
        status=status if status in STATUS_CONDITIONS else "",
        page=page_number(),
    )


@admin.get("/sessions/<uuid:session_id>")
def session(session_id: UUID) -> Response:
    """Show a session. With a new time in the URL, also show its effect, for browsers without JavaScript."""
    shown = session_shown(session_id)
    form = move_form(shown["row"], request.args)
    preview = preview_of_move(shown["row"], form) if request.args else None
    form.seen.data = shown["row"].version
    shown["suggestions"] = [] if preview else suggestions_for(shown["row"])
    return make_response(render_template("admin/sessions/session.html", **shown, form=form, preview=preview))


@admin.get("/sessions/<uuid:session_id>/history")
def history(session_id: UUID) -> Response:
    """Show the history under the session's row; pressing again closes it. Without htmx, show the session's page."""
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.session", session_id=session_id, _anchor="history"))
    row = session_for_admin(session_id)
    if request.args.get("open") == "no":
        return answer_row(row, focus=session_id, closed="history")
    return answer_row(row, "history", history=history_of(row))


def _stretch(args: MultiDict[str, str], zone: str) -> tuple[datetime | None, datetime | None]:
    """Return the period to show, as instants [first, last) of whole days in the reader's zone.

    Without a choice: from today on. Sessions to be marked or without a time are looked for on all days.
    """
    today = local_date(clock.now(), zone)
    when = args.get("when", "coming")
    if when == "all" or (when == "coming" and args.get("status") in OVERDUE):
        return None, None
    first = args.get("day", today, type=date.fromisoformat)
    if not date(2000, 1, 1) <= first <= date(2100, 1, 1):
        first = today
    if when == "day":
        return _midnight(first, zone), _midnight(first + ONE_DAY, zone)
    if when == "range":
        until = max(args.get("until", first, type=date.fromisoformat), first)
        return _midnight(first, zone), _midnight(min(until, first + LONGEST_RANGE) + ONE_DAY, zone)
    if when == "week":
        first -= first.weekday() * ONE_DAY
        return _midnight(first, zone), _midnight(first + 7 * ONE_DAY, zone)
    return _midnight(first, zone), None


def _midnight(day: date, zone: str) -> datetime:
    return to_utc(datetime.combine(day, time()), zone)
