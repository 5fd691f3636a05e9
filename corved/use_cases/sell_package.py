"""Sells a month of sessions for a request."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from corved.database.session import db, transaction
from corved.models import Package, Request
from corved.problems import Problem, violated_constraint
from corved.scheduling.windows import Window, WindowKind
from corved.use_cases.audit_trail import record


def sell_package(*, request_id: UUID, tier: int, first: date, kind: WindowKind = WindowKind.ONE_MONTH) -> UUID:
    """The package is pending until it is paid. first: the first day of its window, whose last day the kind says.

    Raises Problem when its days overlap another one's.
    """
    try:
        with transaction():
            request = db.get_one(Request, request_id, with_for_update=True)
            window: Window = kind.window(first)
            package = Package(
                request_id=request_id, tier=tier, start_date=window.first, end_date=window.last, window_kind=kind
            )
            db.add(package)
            db.flush()
            if request.status == "new":
                request.status = "payment_pending"
            record("package.sold", entity_id=package.id, details={"tier": tier, "window": kind})
    except IntegrityError as error:
        if violated_constraint(error) == "packages_do_not_overlap":
            raise Problem("These days overlap another package of the same request.", "start_date") from error
        raise
    return package.id
