"""The admin's day: what happens now, what needs a mark or a new time, and what comes next."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.queries.months.month_overview import month_turn
from corved.queries.sessions.joins import session_joins
from corved.queries.sessions.today_board import today_board
from corved.scheduling.lanes import spots
from corved.scheduling.time_limits import LATE_TO_JOIN
from corved.web import htmx
from corved.web.access import signed_in

SHOWN = ("unmarked", "needs-new-time", "moved", "ending", "ready")


@admin.get("")
def today() -> Response:
    """Show the admin's day. `show` in the URL leaves one group."""
    return board()


def shown() -> str | None:
    """Return the one group that the page should show, or '' for all."""
    show = (htmx.page_query() if request.method == "POST" and htmx.wants_fragment() else request.args).get("show", "")
    return show if show in SHOWN else None


def board(status: int = 200, **more: Any) -> Response:
    """Return the values for the unit #board, which is replaced as a whole so that all its counts agree."""
    now = clock.now()
    found = today_board(now=now, zone=signed_in().timezone)
    show = shown() or ""
    matches = month_turn(now=now)
    turns = [each for each in matches if each.package_id is not None]
    orphaned = [each for each in matches if each.orphaned is not None]
    begun = [each.id for each in found.on_now if each.start <= now - LATE_TO_JOIN]
    joins = session_joins(begun) if begun else {}
    here = spots([(now, now)], signed_in().timezone)[0]
    facts = {
        "now_spot": here,
        "board": found,
        "show": show,
        "turns": turns,
        "orphaned": orphaned,
        "joins": joins,
        **more,
    }
    return htmx.respond(
        "admin/partials/sessions/board.html", "admin/sessions/today.html", {**facts, **more}, status, into="#board"
    )
