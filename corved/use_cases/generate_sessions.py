"""Creates a package's sessions from the agreed weekly schedule, all or none."""

from __future__ import annotations

from uuid import UUID

from corved.database.session import transaction
from corved.queries.match_calendar import match_calendar
from corved.scheduling.draft import Draft
from corved.use_cases.generation import create_lacking
from corved.use_cases.locked import locked_course, locked_package


def generate_sessions(
    *, match_id: UUID, package_id: UUID, draft: Draft, reason: str = "", seen: str | None = None
) -> int:
    """Writes the sessions that the package lacks of its N; match and request become active; the schedule is kept.

    reason: why, where the draft asks for exceptions. seen: the digest of the plan that the admin was shown; a plan
    that has changed since is refused (Changed). Raises AlreadyGenerated, DoesNotFit, Clash, NotHere, or Problem
    saying what is missing. Returns how many it wrote.
    """
    with transaction():
        course = locked_course(match_id)
        package = locked_package(package_id)
        calendar = match_calendar(match_id, package_id)
        return create_lacking(course, package, calendar, draft, reason=reason, seen=seen)
