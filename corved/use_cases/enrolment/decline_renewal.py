"""Records that no month follows, or that one may after all."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.session import transaction
from corved.use_cases.timetable.locks import locked_package


def decline_renewal(*, package_id: UUID, declined: bool = True) -> bool:
    """Record it. False when it was so already. The board stops asking about a declined one. NotHere."""
    with transaction():
        package = locked_package(package_id)
        if (package.not_renewing_at is not None) == declined:
            return False
        package.not_renewing_at = clock.now() if declined else None
        record("package.renewal_declined" if declined else "package.renewal_open", entity_id=package_id)
    return True
