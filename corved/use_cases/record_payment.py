"""Records that a package is paid, which makes it active."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from corved.database.session import current_user_id, db, transaction
from corved.models import Payment, Request
from corved.problems import Changed
from corved.use_cases.audit_trail import record
from corved.use_cases.locked import locked_package


def record_payment(*, package_id: UUID, amount_pkr: int, paid_on: date, bank_reference: str = "") -> None:
    """amount_pkr: whole rupees. A request that waited for the payment is ready to be matched.

    Raises Changed for a package that is paid (a second press), NotHere.
    """
    with transaction():
        package = locked_package(package_id)
        if package.status != "pending":
            raise Changed("This package is paid already. Nothing was recorded.")
        package.status = "active"
        request = db.get_one(Request, package.request_id, with_for_update=True)
        if request.status == "payment_pending":
            request.status = "ready_to_match"
        db.add(
            Payment(
                package_id=package.id,
                amount_pkr=amount_pkr,
                paid_on=paid_on,
                bank_reference=bank_reference,
                status="paid",
                created_by_user_id=current_user_id(),
            )
        )
        record("package.paid", entity_id=package.id, details={"amount_pkr": amount_pkr})
