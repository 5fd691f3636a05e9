"""Cancels a month that was sold by mistake and has no sessions, and undoes that."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Package, Session
from corved.problems import Changed, NotHere, Problem, violated_constraint
from corved.queries.enrolment.package_money import package_money
from corved.use_cases.enrolment.steps import follow_money, locked_request, package_of_request
from corved.values.money import money


def cancel_package(*, request_id: UUID, package_id: UUID, reason: str = "") -> None:
    """Cancel a month without sessions: its days are free, and nobody is asked to pay for it.

    Raises Problem where it has sessions, money that was not refunded, or make-ups that were moved into it; NotHere,
    also for one that is cancelled, or another request's.
    """
    with transaction():
        request = locked_request(request_id)
        package = package_of_request(request_id, package_id)
        if db.scalar(select(func.count()).where(Session.package_id == package_id)):
            raise Problem("This month has sessions. Remove them first.")
        if db.scalar(select(func.count()).where(Session.settled_into == package_id)):
            raise Problem("Make-ups were moved to this month. Resolve them first, then cancel the month.")
        if left := package_money(package_id).kept:
            raise Problem(f"{money(left, package.currency)} was paid for this month. Refund it first.")
        before = package.status
        package.status, package.cancelled_at = "expired", clock.now()
        follow_money(request)
        record(
            "package.cancelled",
            entity_id=package_id,
            reason=reason.strip() or None,
            details={"from": {"status": before}, "tier": package.tier, "first_day": f"{package.start_date}"},
        )


def restore_package(*, request_id: UUID, package_id: UUID) -> None:
    """Undo the cancelling of a month. Raises Problem when its days are taken by now, Changed, NotHere."""
    try:
        with transaction():
            request = locked_request(request_id)
            query = select(Package).where(Package.id == package_id, Package.request_id == request_id)
            package = db.scalar(query.with_for_update().execution_options(populate_existing=True))
            if package is None:
                raise NotHere
            if package.cancelled_at is None:
                raise Changed("This month was restored in the meantime.")
            if request.status == "ended":
                raise Problem("This course has ended. Enrol the learner again.")
            package.cancelled_at, package.status = None, "pending"
            follow_money(request)
            record("package.restored", entity_id=package_id)
    except IntegrityError as error:
        if violated_constraint(error) == "packages_do_not_overlap":
            raise Problem("These days now belong to another month of the same course.") from error
        raise
