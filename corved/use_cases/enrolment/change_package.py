"""Changes a package's size and days, while it has no sessions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Session
from corved.models.tuition import TIERS
from corved.problems import Problem, violated_constraint
from corved.scheduling.windows import WindowKind
from corved.use_cases.timetable.locks import locked_package


def change_package(*, package_id: UUID, tier: int, first: date, kind: WindowKind) -> bool:
    """Change the size and days of a package without sessions. False when nothing changed.

    An expired one is active again when its days are not over. Raises Problem (it has sessions, is paid with another
    size, its days overlap another package's), NotHere.
    """
    if tier not in TIERS:
        raise Problem("A package has 8, 12 or 20 sessions.", "tier")
    try:
        with transaction():
            package = locked_package(package_id)
            if db.scalar(select(func.count()).where(Session.package_id == package_id)):
                raise Problem("This package has sessions. Change its schedule instead.")
            window = kind.window(first)
            before = _facts(package.tier, package.start_date, package.end_date, package.window_kind)
            after = _facts(tier, window.first, window.last, kind)
            if before == after:
                return False
            if tier != package.tier and package.status != "pending":
                raise Problem(f"It is paid as {package.tier} sessions. Give the money back first.", "tier")
            package.tier, package.start_date, package.end_date = tier, window.first, window.last
            package.window_kind = kind
            if package.status == "expired" and window.last >= clock.now().date():
                package.status = "active"
            db.flush()
            record("package.changed", entity_id=package_id, details={"from": before, "to": after})
    except IntegrityError as error:
        if violated_constraint(error) == "packages_do_not_overlap":
            raise Problem("These days overlap another package of the same request.", "start_date") from error
        raise
    return True


def _facts(tier: int, first: date, last: date, kind: str) -> dict[str, object]:
    return {"tier": tier, "start_date": f"{first}", "end_date": f"{last}", "window_kind": str(kind)}
