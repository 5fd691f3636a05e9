"""Changes a package's tier and days, as long as it has no sessions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from corved.database.session import db, transaction
from corved.models import Session
from corved.models.tuition import TIERS
from corved.problems import Problem, violated_constraint
from corved.scheduling.windows import WindowKind
from corved.use_cases.audit_trail import record
from corved.use_cases.locked import locked_package


def change_package(*, package_id: UUID, tier: int, first: date, kind: WindowKind) -> bool:
    """False when it was so. Raises Problem (it has sessions, its days overlap another package's), NotHere."""
    if tier not in TIERS:
        raise Problem("A package has 8, 12 or 20 sessions.", "tier")
    try:
        with transaction():
            package = locked_package(package_id)
            if db.scalar(select(func.count()).where(Session.package_id == package_id)):
                raise Problem("This package has sessions. Change its schedule instead.")
            window = kind.window(first)
            before = {"tier": package.tier, "start_date": f"{package.start_date}", "end_date": f"{package.end_date}"}
            after = {"tier": tier, "start_date": f"{window.first}", "end_date": f"{window.last}"}
            if before == after:
                return False
            package.tier, package.start_date, package.end_date = tier, window.first, window.last
            package.window_kind = kind
            db.flush()
            record("package.changed", entity_id=package_id, details={"from": before, "to": after})
    except IntegrityError as error:
        if violated_constraint(error) == "packages_do_not_overlap":
            raise Problem("These days overlap another package of the same request.", "start_date") from error
        raise
    return True
