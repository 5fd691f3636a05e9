"""Adds an amount to a tutor's month, or takes one off, with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db, transaction
from corved.models import Currency, PayAdjustment, TutorProfile
from corved.problems import Changed, NotHere, Problem
from corved.use_cases.money.pay_steps import refuse_closed
from corved.values.money import money

A_MINUTE = timedelta(minutes=1)  # a second press of the button, not a second adjustment


def adjust_pay(*, tutor_id: UUID, month: date, amount: int, currency: str, reason: str) -> None:
    """Adjust it. month: any of its days. amount: in the minor unit, below 0 to take off.

    Raises Problem without a reason, for 0, and for a closed month; Changed for a second press; NotHere for somebody who
    never taught.
    """
    if not reason.strip():
        raise Problem("Enter the reason. The tutor reads it.", "reason")
    if amount == 0:
        raise Problem("Enter an amount.", "amount")
    with transaction():
        if db.get(TutorProfile, tutor_id, with_for_update=True) is None:
            raise NotHere
        if db.get(Currency, currency) is None:
            raise Problem("Choose a currency.", "currency")
        refuse_closed(tutor_id, month)
        first = month.replace(day=1)
        twice = select(PayAdjustment.id).where(
            PayAdjustment.tutor_user_id == tutor_id,
            PayAdjustment.month == first,
            PayAdjustment.amount == amount,
            PayAdjustment.currency == currency,
            PayAdjustment.reason == reason.strip(),
            PayAdjustment.created_at > clock.now() - A_MINUTE,
        )
        if db.scalar(twice.limit(1)) is not None:
            raise Changed("The same adjustment was added less than a minute ago. Nothing was added.")
        adjustment = PayAdjustment(id=uuid4(), tutor_user_id=tutor_id, month=first, amount=amount, currency=currency)
        adjustment.reason, adjustment.created_by_user_id = reason.strip(), current_user_id()
        adjustment.created_at = clock.now()
        db.add(adjustment)
        details = {"amount": money(amount, currency), "month": f"{first:%Y-%m}"}
        record("tutor.pay_adjusted", entity_id=tutor_id, reason=reason.strip(), details=details)
