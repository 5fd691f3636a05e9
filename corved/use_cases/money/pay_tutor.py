"""Records that a tutor was paid for a closed month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import PayMonth
from corved.problems import Changed, NotHere


def pay_tutor(*, tutor_id: UUID, month: date, paid_on: date | None, way: str = "", reference: str = "") -> bool:
    """Record it. False when nothing changed.

    paid_on: None to undo that it was paid. Raises NotHere for an open month, Changed where another payment is recorded.
    """
    query = select(PayMonth).where(PayMonth.tutor_user_id == tutor_id, PayMonth.month == month.replace(day=1))
    with transaction():
        closed = db.scalar(query.with_for_update())
        if closed is None:
            raise NotHere
        after = (paid_on, way.strip(), reference.strip()) if paid_on else (None, "", "")
        if (closed.paid_on, closed.way, closed.reference) == after:
            return False
        if closed.paid_on is not None and paid_on is not None:
            raise Changed("This month is recorded as paid already. Undo that first, if it is wrong.")
        closed.paid_on, closed.way, closed.reference = after
        details = {"month": f"{closed.month:%Y-%m}", "paid_on": f"{paid_on}" if paid_on else None, "way": way}
        record("tutor.paid" if paid_on else "tutor.payment_undone", entity_id=tutor_id, details=details)
    return True
