"""Records a refund of a part of what was paid for a package, or of all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import current_user_id, db, transaction
from corved.models import Match, Package, Refund
from corved.models.tuition import END, KEEP, REMOVE
from corved.problems import Changed, NotHere, Problem
from corved.queries.enrolment.package_money import package_money
from corved.use_cases.enrolment.steps import follow_money, locked_request, package_of_request
from corved.use_cases.matches.stop_steps import stop, withdraw
from corved.use_cases.timetable.locked_match import locked_match
from corved.values.money import money


@dataclass(frozen=True)
class RefundOrder:
    """A refund to record.

    amount: in the minor unit of the month's currency. then: what happens to the sessions to come: KEEP, REMOVE those of
    the package that nobody marked or moved, or END the match. seen_amount: what could be refunded when the admin was
    asked; seen_sessions: how many sessions it was said to remove.
    """

    amount: int
    refunded_on: date
    reason: str = ""
    then: str = KEEP
    seen_amount: int | None = None
    seen_sessions: int | None = None


@again_on_deadlock
def refund_package(*, request_id: UUID, package_id: UUID, refund: RefundOrder) -> int:
    """Record a refund, do with the sessions to come what was chosen, and return how many were removed.

    A package without sessions that has no money left waits for a payment again. Raises Changed where what was shown is
    no longer true (a second press), Problem for more than was paid, NotHere, also for another request's package.
    """
    with transaction():
        match_id = db.scalar(select(Match.id).where(Match.request_id == request_id, Match.status != "ended"))
        course = locked_match(match_id) if match_id is not None else None
        request = locked_request(request_id)
        package = package_of_request(request_id, package_id)
        before = package_money(package_id)
        left, paid = before.kept, money(before.kept, before.currency)
        if refund.seen_amount is not None and refund.seen_amount != left:
            raise Changed(f"{paid} can be refunded now, not {money(refund.seen_amount, package.currency)}. Look again.")
        if not 0 < refund.amount <= left:
            raise Problem(f"Enter an amount up to {paid}. The family did not pay more.", "amount")
        _write(package, refund, lowers_price=before.is_paid and refund.amount < left)
        removed = 0
        if refund.then in {REMOVE, END} and course is None:
            raise Problem("The course is not active. Choose to keep the sessions.", "then")
        if refund.then == REMOVE and course is not None:
            removed = withdraw(course, package, reason=refund.reason, seen=refund.seen_sessions).removed
        if refund.then == END and course is not None:
            removed = stop(course, "ended", reason=refund.reason, seen=refund.seen_sessions).removed
        follow_money(request)
    return removed


def undo_refund(*, request_id: UUID, refund_id: UUID) -> str:
    """Delete the record of a refund, and return its amount in words.

    What was done to the sessions stays. Raises NotHere.
    """
    with transaction():
        request = locked_request(request_id)
        found = db.scalar(select(Refund).where(Refund.id == refund_id))
        if found is None or db.get_one(Package, found.package_id).request_id != request_id:
            raise NotHere
        package = package_of_request(request_id, found.package_id)
        amount = money(found.amount, package.currency)
        db.delete(found)
        db.flush()
        follow_money(request)
        record("package.refund_undone", entity_id=package.id, details={"amount": amount})
    return amount


def _write(package: Package, refund: RefundOrder, *, lowers_price: bool) -> None:
    db.add(
        Refund(
            package_id=package.id,
            amount=refund.amount,
            refunded_on=refund.refunded_on,
            lowers_price=lowers_price,
            reason=refund.reason.strip(),
            created_by_user_id=current_user_id(),
            created_at=clock.now(),
        )
    )
    db.flush()
    record(
        "package.refunded",
        entity_id=package.id,
        reason=refund.reason.strip() or None,
        details={"amount": money(refund.amount, package.currency), "then": refund.then},
    )
