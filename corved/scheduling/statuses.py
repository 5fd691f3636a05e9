"""A session's statuses, and what follows from them and the time. corved.scheduling.transitions says how they change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

STATUSES = ("scheduled", "done", "rescheduled", "no_show_student", "no_show_tutor")
TUTOR_ABSENT = "no_show_tutor"
CONSUMING = frozenset({"done", "no_show_student"})


def is_live(status: str, needs_new_time: bool) -> bool:
    """Say whether the session holds its time, so that nobody else can have it."""
    return status in {"scheduled", "done"} or (status == "rescheduled" and not needs_new_time)


def is_to_come(status: str, needs_new_time: bool) -> bool:
    """Say whether the session is agreed, and still to be held and marked."""
    return status in {"scheduled", "rescheduled"} and not needs_new_time


def is_unmarked(status: str, needs_new_time: bool, end: datetime, now: datetime) -> bool:
    """Say whether the session is over and nobody has marked it."""
    return is_to_come(status, needs_new_time) and end <= now


def origin(status: str, taken_by: str | None, *, asked_by_tutor: bool) -> str:
    """Return in words why a make-up is due.

    taken_by: a closure's name, '' for a leave, None for neither.
    """
    if status == "no_show_tutor":
        return "the tutor was absent"
    if taken_by is not None:
        return f"closed for {taken_by}" if taken_by else "the tutor is on leave"
    return "the tutor asked for a new time" if asked_by_tutor else "the academy has to move the session"


def version(status: str, needs_new_time: bool, start: datetime, marked_at: datetime | None) -> str:
    """Return a session's version, to detect that it has changed since a page showed it: `done@1772470800/1772474400`.

    A note does not change it. The database function app.session_version returns the same.
    """
    marked = int(marked_at.timestamp()) if marked_at else 0
    return f"{status}{'!' if needs_new_time else ''}@{int(start.timestamp())}/{marked}"


def version_of_state(state: Mapping[str, Any]) -> str:
    """Return the version of a session's state in the audit log."""
    marked_at = state["marked_at"] and datetime.fromisoformat(state["marked_at"])
    start = datetime.fromisoformat(state["scheduled_start_utc"])
    return version(state["status"], state["needs_new_time"], start, marked_at)
