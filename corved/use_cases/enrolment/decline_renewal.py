"""Records that a family does not want another month, or takes that back."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.session import transaction
from corved.problems import Problem
from corved.use_cases.enrolment.steps import has_next
from corved.use_cases.timetable.locks import locked_package


def decline_renewal(*, package_id: UUID, declined: bool = True) -> bool:
    """Record that no further month is wanted, or take that back. False when nothing changed.

    The board stops asking about the package. Raises Problem where the next month is sold already, NotHere.
    """
    with transaction():
        package = locked_package(package_id)
        if (package.not_renewing_at is not None) == declined:
            return False
        if declined and has_next(package):
            raise Problem("The next month is added already. Cancel it first, on the course’s Payments page.")
        package.not_renewing_at = clock.now() if declined else None
        record("package.renewal_declined" if declined else "package.renewal_open", entity_id=package_id)
    return True
