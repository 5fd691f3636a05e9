"""A session's statuses, and who may mark what when.

The database function tutor_update_session refuses by the same rules; a test holds the two together.
"""

from __future__ import annotations

from datetime import datetime, timedelta

STATUSES = ("scheduled", "done", "rescheduled", "no_show_student", "no_show_tutor")
CONSUMING = frozenset({"done", "no_show_student"})

# What a mark may set. "rescheduled" as a mark means "needs a new time"; a move sets it with a time.
TUTOR_MARKS = ("done", "no_show_student", "no_show_tutor", "rescheduled")
ADMIN_MARKS = (*TUTOR_MARKS, "scheduled")
TUTOR_UNDO = timedelta(hours=24)


def is_live(status: str, needs_new_time: bool) -> bool:
    """Whether the session holds its slot: nobody else can have it."""
    return status in {"scheduled", "done"} or (status == "rescheduled" and not needs_new_time)


def is_to_come(status: str, needs_new_time: bool) -> bool:
    """Whether the session is agreed and still to be held and marked."""
    return status in {"scheduled", "rescheduled"} and not needs_new_time


def is_unmarked(status: str, needs_new_time: bool, end: datetime, now: datetime) -> bool:
    """Whether the session is over and nobody has said how it went."""
    return is_to_come(status, needs_new_time) and end <= now


def tutor_may_mark(status: str, needs_new_time: bool, start: datetime, now: datetime, mark: str) -> bool:
    """A tutor marks what is still to be held, from its start; "needs a new time" before it, too."""
    if mark not in TUTOR_MARKS or not is_to_come(status, needs_new_time):
        return False
    return mark == "rescheduled" or start <= now


def admin_may_mark(start: datetime, now: datetime, mark: str) -> bool:
    """An admin may set any status, but nobody marks a session done before it starts."""
    return mark in ADMIN_MARKS and (mark != "done" or start <= now)
