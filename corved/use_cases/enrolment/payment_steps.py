"""Recording a payment, inside the transaction of its caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db
from corved.models import Package, Payment, Request
from corved.problems import AskFirst, Problem, violated_constraint
from corved.queries.enrolment.package_money import package_money
from corved.scheduling.local_time import date_label
from corved.use_cases.enrolment.steps import follow_money
from corved.values.money import money as in_words
from corved.values.money import part_of
from corved.values.receipts import receipt_label


@dataclass(frozen=True)
class Money:
    """A payment to record.

    amount: in the minor unit of the month's currency. status: paid or rejected. is_another: somebody was asked, and it
    is not a payment that was recorded before. way: how it came, '' where nobody says.
    """

    amount: int
    paid_on: date
    bank_reference: str = ""
    note: str = ""
    status: str = "paid"
    is_another: bool = False
    way: str = ""


def pay(request: Request, package: Package, money: Money) -> tuple[bool, UUID]:
    """Record a payment, and return whether the package is paid now, and the id. Payments add up to the price.

    One that was rejected changes nothing else. Raises AskFirst for a second payment of the same amount, and for more
    than is to be paid; Problem for an ended request or a cancelled month.
    """
    if request.status == "ended":
        raise Problem("This course has ended. Payments cannot be recorded for it.")
    if package.cancelled_at is not None:
        raise Problem("This month is cancelled. Payments cannot be recorded for it.")
    refuse_same_reference(money)
    if not money.is_another:
        _ask_about(package, money)
    payment = new_payment(package, money)
    try:
        db.flush()
    except IntegrityError as error:
        if violated_constraint(error) == "payments_way_and_reference":
            raise Problem("This reference was recorded a moment ago.", "bank_reference") from error
        raise
    follow_money(request)
    return package_money(package.id).is_paid, payment.id


SAME_REFERENCE = text(
    """
    select y.amount, p.currency, y.paid_on, y.receipt_number, a.full_name as family
    from payments y
    join packages p on p.id = y.package_id
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    where y.status = 'paid' and lower(y.way) = lower(:way)
      and app.bare(y.bank_reference) = app.bare(:reference)
    limit 1
    """
)


def refuse_same_reference(money: Money) -> None:
    """Raise Problem where a payment that came the same way has the same reference; it is named."""
    if money.status != "paid" or not (money.way and money.bank_reference):
        return
    same = db.execute(SAME_REFERENCE, {"way": money.way, "reference": money.bank_reference}).one_or_none()
    if same is not None:
        what = f"{in_words(same.amount, same.currency)} from {same.family} on {date_label(same.paid_on)}"
        receipt = receipt_label(same.receipt_number)
        words = f"{money.way}, {money.bank_reference} is recorded already: {what} (receipt {receipt})."
        raise Problem(words, "bank_reference")


def new_payment(package: Package, money: Money) -> Payment:
    """Add a payment to the session, without writing it."""
    payment = Payment(
        id=uuid4(),
        package_id=package.id,
        amount=money.amount,
        paid_on=money.paid_on,
        bank_reference=money.bank_reference,
        way=money.way,
        note=money.note,
        status=money.status,
        created_by_user_id=current_user_id(),
        created_at=clock.now(),
    )
    db.add(payment)
    action = "package.paid" if money.status == "paid" else "package.payment_rejected"
    record(action, entity_id=package.id, details={"amount": in_words(money.amount, package.currency)})
    return payment


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
        price = f"The month costs {before.say(before.price)}"
        paid = f"{part_of(before.kept, before.price, package.currency)} is paid already" if before.kept else price
        raise AskFirst(f"{paid}. This payment is more than the rest. Is the amount right?", "amount")
