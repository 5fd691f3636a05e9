"""Recording a payment, inside the transaction of its caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db
from corved.models import Package, Payment, Request
from corved.problems import AskFirst, Problem
from corved.queries.enrolment.package_money import package_money
from corved.use_cases.enrolment.steps import follow_money
from corved.values.money import money as in_words
from corved.values.money import part_of


@dataclass(frozen=True)
class Money:
    """A payment to record.

    amount: in the minor unit of the month's currency. status: paid or rejected. is_another: somebody was asked, and it
    is not a payment that was recorded before.
    """

    amount: int
    paid_on: date
    bank_reference: str = ""
    note: str = ""
    status: str = "paid"
    is_another: bool = False


def pay(request: Request, package: Package, money: Money) -> bool:
    """Record a payment, and return whether the package is paid now. Payments add up to the price.

    One that was rejected changes nothing else. Raises AskFirst for a second payment of the same amount, and for more
    than is to be paid; Problem for an ended request or a cancelled month.
    """
    if request.status == "ended":
        raise Problem("This course has ended. Payments cannot be recorded for it.")
    if package.cancelled_at is not None:
        raise Problem("This month is cancelled. Payments cannot be recorded for it.")
    if not money.is_another:
        _ask_about(package, money)
    new_payment(package, money)
    db.flush()
    follow_money(request)
    return package_money(package.id).is_paid


def new_payment(package: Package, money: Money) -> None:
    """Add a payment to the session, without writing it."""
    db.add(
        Payment(
            package_id=package.id,
            amount=money.amount,
            paid_on=money.paid_on,
            bank_reference=money.bank_reference,
            note=money.note,
            status=money.status,
            created_by_user_id=current_user_id(),
            created_at=clock.now(),
        )
    )
    action = "package.paid" if money.status == "paid" else "package.payment_rejected"
    record(action, entity_id=package.id, details={"amount": in_words(money.amount, package.currency)})


def _ask_about(package: Package, money: Money) -> None:
    """Raise AskFirst where the payment may be one that is recorded already, or is too much."""
    same = select(Payment.id).where(
        Payment.package_id == package.id, Payment.amount == money.amount, Payment.status == money.status
    )
    if db.scalar(same.limit(1)) is not None:
        raise AskFirst(
            f"A payment of {in_words(money.amount, package.currency)} is recorded already. Is this another one?",
            "amount",
        )
    before = package_money(package.id)
    if money.status != "paid" or before.price is None:
        return
    if before.kept + money.amount > before.price:
        paid = f"{part_of(before.kept, before.price, package.currency)} is paid already"
        raise AskFirst(f"{paid}. This payment is more than the rest. Is the amount right?", "amount")
