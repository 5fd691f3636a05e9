"""Records that a payment was refunded."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Package, Payment, Request, Session
from corved.problems import Changed, NotHere
from corved.use_cases.enrolment.steps import take_step


def refund_payment(*, payment_id: UUID, reason: str = "") -> bool:
    """Record a refund, and return whether the package waits for a payment again.

    One without sessions does; one with sessions stays as it is. Raises Changed for a payment that was not paid or is
    refunded, NotHere.
    """
    with transaction():
        payment = db.get(Payment, payment_id)
        if payment is None:
            raise NotHere
        package = db.get_one(Package, payment.package_id, with_for_update=True, populate_existing=True)
        db.refresh(payment)
        if payment.status != "paid":
            raise Changed("This payment is not one to give back. Nothing was recorded.")
        payment.status = "refunded"
        others = select(func.count()).where(Payment.package_id == package.id, Payment.status == "paid")
        used = db.scalar(select(func.count()).where(Session.package_id == package.id))
        waits = not used and not db.scalar(others) and package.status == "active"
        if waits:
            package.status = "pending"
            request = db.get_one(Request, package.request_id, with_for_update=True, populate_existing=True)
            paid = select(func.count()).where(Package.request_id == request.id, Package.status != "pending")
            if not db.scalar(paid):
                take_step(request, "give back")
        record(
            "package.refunded",
            entity_id=package.id,
            reason=reason.strip() or None,
            details={"amount_pkr": payment.amount_pkr, "payment_id": str(payment_id)},
        )
    return waits
