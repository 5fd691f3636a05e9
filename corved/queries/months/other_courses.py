"""The running courses that have no month waiting for sessions, by their state: how many, and a stretch of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping

from corved.database.query_files import query
from corved.database.session import db
from corved.scheduling.local_time import date_label
from corved.scheduling.month_turn import ENDING_DAYS, Fix, Turn
from corved.scheduling.time_limits import ONE_DAY
from corved.values.plurals import counted

COURSES = query(__file__, "other_courses")


@dataclass(frozen=True)
class OtherCourse:
    """A running course all of whose months have their sessions, or that has no month.

    last_id, last_tier, last_end: of its last month, if any. why: what is to be decided or missing, and fix: what to do
    first. to_renew: it ends and no month follows. is_declined: its last month is not renewed.
    """

    match_id: UUID
    request_id: UUID
    learner: str
    tutor: str
    subject: str
    turn: Turn
    why: str
    fix: Fix
    last_id: UUID | None
    last_tier: int | None
    last_end: date | None
    to_renew: bool
    is_declined: bool


class Stretch(NamedTuple):
    """Part of the list of courses in one state. total: how many courses are in that state."""

    rows: tuple[OtherCourse, ...] = ()
    total: int = 0


def other_courses(
    *, now: datetime, waiting: Iterable[UUID], wanted: Mapping[Turn, tuple[int, int]]
) -> dict[Turn, Stretch]:
    """Return the running courses other than `waiting`, whose month lacks sessions, those that end first at the top.

    wanted: of each state the number of its first row (from 0) and how many rows.
    """
    values = {
        "today": now.date() - ONE_DAY,
        "ending": now.date() + ENDING_DAYS * ONE_DAY,
        "waiting": list(waiting),
        "turns": list(wanted),
        "firsts": [first for first, _size in wanted.values()],
        "sizes": [size for _first, size in wanted.values()],
    }
    found = dict.fromkeys(wanted, Stretch())
    for row in db.execute(COURSES, values).mappings():
        turn = Turn(row["turn"])
        shown = (_course(row, turn, now.date()),) if row["match_id"] else ()
        found[turn] = Stretch((*found[turn].rows, *shown), row["total"])
    return found


def _course(row: RowMapping, turn: Turn, today: date) -> OtherCourse:
    why, fix = _why(row, today)
    return OtherCourse(
        match_id=row["match_id"],
        request_id=row["request_id"],
        learner=row["learner"],
        tutor=row["tutor"],
        subject=row["subject"],
        turn=turn,
        why=why,
        fix=fix,
        last_id=row["last_id"],
        last_tier=row["last_tier"],
        last_end=row["last_end"],
        to_renew=_ends(row, today) and not row["is_declined"],
        is_declined=bool(row["is_declined"]),
    )


def _why(row: RowMapping, today: date) -> tuple[str, Fix]:
    """Return what is to be decided or missing, in words, and what to do first."""
    if row["last_id"] is None:
        return "no month added yet", Fix.MONTH
    if not row["tutor_is_here"]:
        return f"{row['tutor']} no longer teaches", Fix.LOOK
    reasons = [f"{counted(row['owed'], 'make-up')} due"] if row["owed"] else []
    if row["is_emptied"]:
        reasons.append("all sessions of its month were deleted")
    if _ends(row, today):
        ended = row["last_end"] < today
        ends = f"its month {'ended' if ended else 'ends'} on {date_label(row['last_end'], today)}"
        if not row["is_declined"]:
            reasons.insert(0, f"{ends}, no next month yet")
        elif ended:
            over = "" if reasons else ": the course ends automatically"
            reasons.insert(0, f"{ends} and is not renewed{over}")
    return ", ".join(reasons), Fix.LOOK


def _ends(row: RowMapping, today: date) -> bool:
    return row["last_end"] is not None and row["last_end"] <= today + ENDING_DAYS * ONE_DAY
