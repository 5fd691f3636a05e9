"""Creates a package's sessions from the agreed weekly schedule, all or none."""

from __future__ import annotations

from uuid import UUID

from corved.database.deadlocks import again_on_deadlock
from corved.scheduling.draft import Draft
from corved.use_cases.months.generate import generate


@again_on_deadlock
def generate_sessions(
    *, match_id: UUID, package_id: UUID, draft: Draft, reason: str = "", seen: str | None = None
) -> int:
    """Create the sessions that the package lacks of its N, and return how many. Match and request become active.

    reason: why, where the draft asks for exceptions. seen: the digest of the plan that the admin was shown; a plan that
    has changed since is refused (Changed). Raises AlreadyGenerated, DoesNotFit, Clash, NotHere, or Problem saying what
    is missing.
    """
    return generate(match_id, package_id, lambda _package, _calendar: draft, reason=reason, seen=seen)
