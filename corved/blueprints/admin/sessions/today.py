"""The admin's day: what happens now, what needs a mark or a new time, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, request

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.queries.academy.pulse import pulse
from corved.queries.academy.waiting import waiting
from corved.queries.months.ending_months import ending_months
from corved.queries.months.waiting_months import waiting_months
from corved.queries.page import LAST, SIZE, last_page
from corved.queries.sessions.joins import session_joins
from corved.queries.sessions.session_rows import SessionRow
from corved.queries.sessions.today_board import TodayBoard, today_board
from corved.scheduling.lanes import spots
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import JUST_MARKED, LATE_TO_JOIN, NEXT_HOURS, in_hours
from corved.web import htmx
from corved.web.access import signed_in

FIRST = 7  # rows of a group on the page of all groups
# The groups of each view, by name. The first leads to the whole list, a page of SIZE rows at a time.
VIEWS = {
    "": ("unmarked", "needs-new-time", "now", "next", "marked"),
    "unmarked": ("unmarked", "marked"),
    "needs-new-time": ("needs-new-time",),
    "moved": ("moved",),
    "now": ("now",),
    "next": ("next",),
    "marked": ("marked",),
    "ending": (),
    "ready": (),
}


@dataclass(frozen=True)
class Group:
    """Sessions under a heading. rows: those on this page, of `total`. tone: the class of the count."""

    name: str
    words: str
    tone: str
    rows: tuple[SessionRow, ...]
    total: int
    first: int

    @property
    def has_more(self) -> bool:
        return self.first + len(self.rows) < self.total


@admin.get("")
def today() -> Response:
    """Show the admin's day. `show` in the URL leaves one group, `page` is its page."""
    known = mark_for_polls()
    return htmx.nothing_new() if htmx.knows(known) else board(known=known)


def shown() -> str | None:
    """Return the one group that the page should show; None for all."""
    return _asked()[0] or None


def mark_for_polls() -> str | None:
    """Return the mark of what a fragment shows, for the next poll; a whole page is asked about without one."""
    return pulse(now=clock.now()) if htmx.wants_fragment() else None


def board(status: int = 200, **more: Any) -> Response:
    """Return the unit #board, which is replaced as a whole so that all its counts agree."""
    now = clock.now()
    show, page = _asked()
    today = local_date(now, signed_in().timezone)
    first, size = ((page - 1) * SIZE, SIZE) if show == "ending" else (0, FIRST)
    ending = ending_months(today=today, first=first, size=size)
    if first and not ending.rows:
        page = last_page(ending.total, SIZE)
        ending = ending_months(today=today, first=(page - 1) * SIZE, size=SIZE)
    facts = {
        **_sessions(now, show, page),
        "known": None,
        "size": SIZE,
        "months": waiting_months(now=now, most=SIZE if show == "ready" else FIRST),
        "ending": ending,
        "waiting": waiting(today, now=now),
    }
    return htmx.respond(
        "admin/partials/sessions/board_answer.html",
        "admin/sessions/today.html",
        {**facts, **more},
        status,
        into="#board",
        acted=True,
    )


def marked(**more: Any) -> Response:
    """Return what a mark changes on the board: its groups, the strip of the day, and the counters of sessions.

    A mark that makes a make-up due, or undoes one, changes months, too: then the whole board is the answer.
    """
    shown = {**_sessions(clock.now(), *_asked()), **more}
    return htmx.respond(
        "admin/partials/sessions/groups_answer.html", "admin/sessions/today.html", shown, into="#groups", acted=True
    )


def _sessions(now: datetime, show: str, page: int) -> dict[str, Any]:
    wanted = {name: ((page - 1) * SIZE, SIZE) if name == show else (0, FIRST) for name in VIEWS[show]}
    found = today_board(now=now, zone=signed_in().timezone, wanted=wanted)
    if show in wanted and page > (last := last_page(found.total(show), SIZE)):
        return _sessions(now, show, last)
    begun = [each.id for each in found.parts["now"].rows if each.start <= now - LATE_TO_JOIN]
    groups = _groups(found, show, page)
    return {
        "now_spot": spots([(now, now)], signed_in().timezone)[0],
        "board": found,
        "groups": groups,
        "shown_ids": [row.id for group in groups for row in group.rows],
        "joins": session_joins(begun) if begun else {},
        "show": show,
        "page": page,
    }


def _asked() -> tuple[str, int]:
    """Return the view and the page number of the page's URL, which an act on the page stays on."""
    query = htmx.page_query() if request.method == "POST" and htmx.wants_fragment() else request.args
    show = query.get("show", "")
    return show if show in VIEWS else "", min(max(query.get("page", 1, type=int), 1), LAST)


def _groups(found: TodayBoard, show: str, page: int) -> list[Group]:
    known = {
        "unmarked": ("To be marked", "is-unmarked"),
        "needs-new-time": ("To reschedule", "is-needs_new_time"),
        "now": ("On now", "is-now"),
        "next": (f"In the next {in_hours(NEXT_HOURS)}", ""),
        "moved": ("Moved today", ""),
        "marked": (f"Marked in the last {in_hours(JUST_MARKED).removeprefix('1 ')}", ""),
    }
    groups = []
    for name in VIEWS[show]:
        words, tone = known[name]
        rows, total = found.parts[name]
        groups.append(Group(name, words, tone, rows, total, (page - 1) * SIZE if name == show else 0))
    return [each for each in groups if each.total]
