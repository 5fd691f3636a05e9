"""Records a payment for a package, or one that was rejected."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from corved.database.session import db, transaction
from corved.models import PaymentClaim, Request
from corved.problems import Changed
from corved.use_cases.enrolment.payment_steps import Money, pay
from corved.use_cases.timetable.locks import locked_package


def record_payment(
    *,
    package_id: UUID,
    amount: int,
    paid_on: date,
    bank_reference: str = "",
    note: str = "",
    status: str = "paid",
    is_another: bool = False,
    way: str = "",
    claim_id: UUID | None = None,
) -> bool:
    """Record a payment, and return whether the package is paid now. The request is then ready to be matched.

    amount: in the minor unit of the month's currency. status: paid or rejected. is_another, way: as in Money. claim_id:
    of what the family said, which the payment answers. Raises AskFirst for one that looks like a second press or a
    mistake, Changed where somebody answered the family already, Problem, NotHere.
    """
    with transaction():
        package = locked_package(package_id)
        request = db.get_one(Request, package.request_id, with_for_update=True)
        claim = _claim(package_id, claim_id) if status == "paid" else None
        payment = Money(amount, paid_on, bank_reference, note, status, is_another, way)
        is_paid, payment_id = pay(request, package, payment)
        if claim is not None:
            claim.payment_id = payment_id
    return is_paid


def _claim(package_id: UUID, claim_id: UUID | None) -> PaymentClaim | None:
    """Return what the family said of the month and nobody answered yet, so that the payment answers it.

    claim_id: what the page was about. Raises Changed where that is answered already.
    """
    query = select(PaymentClaim).where(
        PaymentClaim.package_id == package_id, PaymentClaim.payment_id.is_(None), PaymentClaim.rejected_at.is_(None)
    )
    waiting = db.scalar(query.with_for_update())
    if claim_id is not None and (waiting is None or waiting.id != claim_id):
        raise Changed("Somebody answered this already.")
    return waiting
