"""Deletes the upcoming sessions of a package that nobody marked or moved."""

from __future__ import annotations

from uuid import UUID

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.use_cases.matches.stop_steps import Withdrawal, withdraw
from corved.use_cases.timetable.locked_match import locked_match
from corved.use_cases.timetable.locks import locked_package


@again_on_deadlock
def withdraw_sessions(*, match_id: UUID, package_id: UUID, reason: str = "", seen: int | None = None) -> Withdrawal:
    """Delete the package's untouched upcoming sessions. Held, marked and moved sessions stay.

    Without any session left the match is `matched` again. seen: how many the admin was told it deletes; another number
    is refused (Changed). The log keeps their times.
    """
    with transaction():
        return withdraw(locked_match(match_id), locked_package(package_id), reason=reason, seen=seen)
