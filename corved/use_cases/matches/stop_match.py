"""Pauses or ends a match: its request, and its upcoming sessions."""

from __future__ import annotations

from uuid import UUID

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.use_cases.matches.stop_steps import STOPS, Stopped, stop
from corved.use_cases.timetable.locked_match import locked_match


@again_on_deadlock
def stop_match(*, match_id: UUID, status: str, reason: str = "", seen: int | None = None) -> Stopped:
    """Pause or end a match and its request. Done and marked sessions stay as they are.

    status: `paused` or `ended`. seen: how many upcoming sessions the admin was told it removes; another number is
    refused (Changed). Raises Problem when the match has that status already, or is ended, NotHere.
    """
    if status not in STOPS:
        raise ValueError(status)
    with transaction():
        return stop(locked_match(match_id), status, reason=reason, seen=seen)
