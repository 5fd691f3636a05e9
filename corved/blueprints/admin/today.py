"""The admin's day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for

from corved import clock, htmx
from corved.access import signed_in
from corved.blueprints.admin import admin
from corved.presentation import STATUS_WORDS
from corved.problems import Problem
from corved.queries.ready_matches import ready_matches
from corved.queries.today_board import today_board
from corved.scheduling.windows import ONE_DAY
from corved.use_cases.mark_session import mark_session
from corved.wording import counted

SHOWN = ("unmarked", "needs-new-time", "moved", "ending", "ready")
MOST_AT_ONCE = 100
MARKS = ("done", "no_show_student", "no_show_tutor")


@admin.get("")
def today() -> Response:
    """`show` in the address leaves one group."""
    return board()


@admin.post("/marks")
def create_marks() -> Response:
    """One mark for every picked session; each is a change of its own, with its own undo."""
    status = request.form.get("status", "")
    if status not in MARKS:
        flash("That is not a mark for several sessions.", "error")
        return _answer(422)
    done, problems = 0, []
    for picked in request.form.getlist("session")[:MOST_AT_ONCE]:
        session_id, _, version = picked.partition(" ")
        try:
            done += mark_session(session_id=UUID(session_id), status=status, seen=version or None)
        except (Problem, ValueError) as problem:
            problems.append(str(problem) if isinstance(problem, Problem) else "That is no session.")
    flash(f"{counted(done, 'session')} marked: {STATUS_WORDS[status][1].lower()}.")
    for words in dict.fromkeys(problems):
        flash(words, "error")
    return _answer(422 if problems and not done else 200)


def board(status: int = 200, **more: Any) -> Response:
    """The whole unit #board: counters, groups and rows agree."""
    now = clock.now()
    found = today_board(now=now, zone=signed_in().timezone)
    args = request.args if request.method == "GET" else htmx.page_query()
    show = args.get("show", "")
    ready = ready_matches(today=now.date() - ONE_DAY, limit=20)
    shown = {"board": found, "show": show if show in SHOWN else "", "ready": ready, **more}
    return htmx.respond("admin/partials/board.html", "admin/today.html", shown, status, into="#board")


def _answer(status: int) -> Response:
    return board(status) if htmx.wants_fragment() else htmx.go_to(url_for("admin.today"))
