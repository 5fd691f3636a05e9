"""Refuses moves that are impossible, and moves that need a reason when none is given."""

from __future__ import annotations

from datetime import datetime

from corved.models import Session
from corved.problems import Problem
from corved.scheduling.moves import DURING_CLOSURE, DURING_LEAVE, INSIDE_CUTOFF, OUTSIDE_WINDOW
from corved.scheduling.transitions import MOVABLE, state_of


class ReasonNeeded(Problem):
    """The move is an exception: it needs a reason, which is recorded."""

    def __init__(self, exceptions: tuple[str, ...], cutoff_hours: int) -> None:
        why = {
            INSIDE_CUTOFF: f"the session has started or starts in less than {cutoff_hours} hours",
            OUTSIDE_WINDOW: "the new day is outside the month",
            DURING_CLOSURE: "the academy is closed on the new day",
            DURING_LEAVE: "the tutor is on leave on the new day",
        }
        listed = "; ".join(why[each] for each in exceptions)
        super().__init__(f"Enter a reason: {listed}.", "reason")


def refuse_move(session: Session, new_start: datetime, now: datetime) -> None:
    """Raise Problem if the session cannot be moved, or not to that time."""
    if state_of(session.status, session.needs_new_time) not in MOVABLE:
        raise Problem("This session is marked as done or student absent. Undo the mark first, then move it.")
    if new_start <= now:
        raise Problem("The new time is in the past. Choose a later time.", "time")
    if new_start == session.scheduled_start_utc and session.status == "scheduled":
        raise Problem("The session is at this time already. Choose another time.", "time")
