"""Adds an amount to a tutor's month, or takes one off, with a reason."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db, transaction
from corved.models import Currency, PayAdjustment, TutorProfile
from corved.problems import NotHere, Problem
from corved.use_cases.money.pay_steps import refuse_closed
from corved.values.money import money


def adjust_pay(*, tutor_id: UUID, month: date, amount: int, currency: str, reason: str) -> None:
    """Adjust it. month: any of its days. amount: in the minor unit, below 0 to take off.

    Raises Problem without a reason, for 0, and for a closed month; NotHere for somebody who never taught.
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
        adjustment = PayAdjustment(id=uuid4(), tutor_user_id=tutor_id, month=first, amount=amount, currency=currency)
        adjustment.reason, adjustment.created_by_user_id = reason.strip(), current_user_id()
        adjustment.created_at = clock.now()
        db.add(adjustment)
        details = {"amount": money(amount, currency), "month": f"{first:%Y-%m}"}
        record("tutor.pay_adjusted", entity_id=tutor_id, reason=reason.strip(), details=details)
