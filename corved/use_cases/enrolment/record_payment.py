"""Records that a package is paid, which makes it active, or that its payment was rejected."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from corved.database.session import db, transaction
from corved.models import Request
from corved.use_cases.enrolment.steps import Money, pay
from corved.use_cases.timetable.locks import locked_package


def record_payment(
    *,
    package_id: UUID,
    amount_pkr: int,
    paid_on: date,
    bank_reference: str = "",
    note: str = "",
    status: str = "paid",
) -> None:
    """Record a payment. A request that waited for it is ready to be matched.

    amount_pkr: whole rupees. status: paid or rejected. Raises Changed for a package that is paid (a second press),
    NotHere.
    """
    with transaction():
        package = locked_package(package_id)
        request = db.get_one(Request, package.request_id, with_for_update=True)
        pay(request, package, Money(amount_pkr, paid_on, bank_reference, note, status))
