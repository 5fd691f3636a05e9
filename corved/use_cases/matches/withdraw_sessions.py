"""Deletes the upcoming sessions of a package that nobody marked or moved."""

from __future__ import annotations

from uuid import UUID

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.problems import NotHere
from corved.use_cases.matches.stop_steps import Withdrawal, withdraw
from corved.use_cases.timetable.locked_match import locked_match
from corved.use_cases.timetable.locks import locked_package


@again_on_deadlock
def withdraw_sessions(*, match_id: UUID, package_id: UUID, reason: str = "", seen: int | None = None) -> Withdrawal:
    """Delete the package's untouched upcoming sessions. Done, marked and moved sessions stay.

    Without any session left the match is `matched` again. seen: how many the admin was told it deletes; another number
    is refused (Changed). The log keeps their times. Raises NotHere, also for another request's package.
    """
    with transaction():
        course, package = locked_match(match_id), locked_package(package_id)
        if package.request_id != course.request_id:
            raise NotHere
        return withdraw(course, package, reason=reason, seen=seen)
