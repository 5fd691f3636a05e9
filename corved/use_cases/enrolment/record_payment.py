"""Records a payment for a package, or one that was rejected."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from corved.database.session import db, transaction
from corved.models import Request
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
) -> bool:
    """Record a payment, and return whether the package is paid now. The request is then ready to be matched.

    amount: in the minor unit of the month's currency. status: paid or rejected. is_another: as in Money. Raises
    AskFirst for one that looks like a second press or a mistake, Problem, NotHere.
    """
    with transaction():
        package = locked_package(package_id)
        request = db.get_one(Request, package.request_id, with_for_update=True)
        return pay(request, package, Money(amount, paid_on, bank_reference, note, status, is_another))
