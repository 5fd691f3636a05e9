"""Loads the admin's day: what happens now, what comes, and what needs somebody to do something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from corved.database.query_files import query
from corved.database.session import db
from corved.queries.sessions.session_rows import SessionRow, session_row
from corved.scheduling.lanes import Spot, spots
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.time_limits import JUST_MARKED, LONGEST_SESSION, NEXT_HOURS, ONE_DAY

SESSIONS = query(__file__, "today_board")
MOST_SPOTS = 300  # sessions in the strip of the day: more would hide each other
EVERY = 10_000_000


class Part(NamedTuple):
    """A stretch of a group, and how many sessions the whole group has."""

    rows: tuple[SessionRow, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class TodayBoard:
    """The groups of sessions on the admin's page of the day, each counted whole and loaded in part.

    parts: by name: `unmarked`, `needs-new-time` (what is owed the
    longest first), `now`, `next`, `moved` today, and `marked` in the last hour without owing a make-up; in order of
    time where nothing else is said. together: groups that were marked in one press of the last hour. days: the sessions
    of the reader's day, and where each stands in it; none where they are too many to draw. today: how many those are.
    first: the next session, however far away.
    """

    parts: Mapping[str, Part]
    together: tuple[tuple[SessionRow, ...], ...]
    undoable_moves: frozenset[UUID]
    first: SessionRow | None
    days: tuple[tuple[SessionRow, Spot], ...]
    today: int

    def total(self, name: str) -> int:
        return self.parts[name].total


GROUPS = ("unmarked", "needs-new-time", "now", "next", "moved", "marked")


def today_board(*, now: datetime, zone: str, wanted: Mapping[str, tuple[int, int]]) -> TodayBoard:
    """Load the admin's day.

    zone: the reader's; it decides what is today. wanted: of each group to show, the number of its first row (from 0)
    and how many.
    """
    today = local_date(now, zone)
    sizes = {name: wanted.get(name, (0, 0)) for name in GROUPS}
    sizes |= {"together": (0, EVERY), "day": (0, MOST_SPOTS), "first": (0, 1)}
    midnight, next_midnight = (to_utc(datetime.combine(day, time()), zone) for day in (today, today + ONE_DAY))
    values = {
        "now": now,
        "begin": now - LONGEST_SESSION,
        "ahead": now + NEXT_HOURS,
        "lately": now - JUST_MARKED,
        "midnight": midnight,
        "next_midnight": next_midnight,
        "most_drawn": MOST_SPOTS,
        "names": list(sizes),
        "firsts": [first for first, _size in sizes.values()],
        "sizes": [size for _first, size in sizes.values()],
    }
    rows: dict[str, list[SessionRow]] = defaultdict(list)
    totals: dict[str, int] = {}
    by_itself = set()
    for mapping in db.execute(SESSIONS, values).mappings():
        totals[mapping["group_name"]] = mapping["total"]
        if mapping["id"] is not None:
            rows[mapping["group_name"]].append(session_row(mapping))
            if mapping["by_itself"]:
                by_itself.add(mapping["id"])
    presses: dict[tuple[object, object], list[SessionRow]] = {}
    for row in rows["together"]:
        presses.setdefault((row.marked_at, row.marked_by_user_id), []).append(row)
    shown = [row for each in rows.values() for row in each]
    return TodayBoard(
        parts={name: Part(tuple(rows[name]), totals[name]) for name in GROUPS},
        together=tuple(map(tuple, presses.values())),
        undoable_moves=frozenset(
            row.id for row in shown if row.id in by_itself and row.is_to_come and row.start > now and not row.marked_at
        ),
        first=next(iter(rows["first"]), None),
        days=tuple(zip(rows["day"], spots([(row.start, row.end) for row in rows["day"]], zone), strict=True)),
        today=totals["day"],
    )
