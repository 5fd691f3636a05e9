"""Changes what was agreed for a package: size, days and price, while it has no sessions."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Package, Session
from corved.problems import Problem, violated_constraint
from corved.queries.enrolment.package_money import package_money
from corved.use_cases.enrolment.pricing import agree_on_price, list_prices
from corved.use_cases.enrolment.steps import (
    Terms,
    follow_money,
    locked_request,
    package_of_request,
    refuse_size,
)
from corved.values.money import money


def change_package(*, request_id: UUID, package_id: UUID, terms: Terms) -> bool:
    """Change what was agreed for a package without sessions. False when nothing changed.

    terms: without a price, the price stays; for another size it becomes the price list's. An expired package is active
    again when its days are not over. Raises Problem (it has sessions, money was paid for another size, its days overlap
    another package's), NotHere, also for a package of another request.
    """
    try:
        with transaction():
            request = locked_request(request_id)
            package = package_of_request(request_id, package_id)
            if db.scalar(select(func.count()).where(Session.package_id == package_id)):
                raise Problem("This month has sessions. Change its schedule instead.")
            before = _facts(package)
            money = package_money(package_id)
            if terms.tier != package.tier and money.kept:
                raise Problem(
                    f"This month is paid for {package.tier} sessions. To change the number, refund the payment first.",
                    "tier",
                )
            if terms.tier != package.tier:
                refuse_size(terms.tier)
            _agree(package, terms)
            if _facts(package) == before:
                return False
            if package.status == "expired" and package.end_date >= clock.now().date():
                package.status = "pending"
            follow_money(request)
            reason = terms.price_reason.strip() or None
            record(
                "package.changed", entity_id=package_id, reason=reason, details={"from": before, "to": _facts(package)}
            )
    except IntegrityError as error:
        if violated_constraint(error) == "packages_do_not_overlap":
            raise Problem("These days overlap another month of the same course.", "first") from error
        raise
    return True


def _agree(package: Package, terms: Terms) -> None:
    window = terms.kind.window(terms.first)
    if terms.price is not None and (terms.price != package.price or terms.tier != package.tier):
        agreed = agree_on_price(
            None, package.currency, sessions=terms.tier, price=terms.price, reason=terms.price_reason
        )
        package.price = agreed.price
    elif terms.tier != package.tier:
        package.price = list_prices(package.currency).get(terms.tier)
    package.tier, package.start_date, package.end_date = terms.tier, window.first, window.last
    package.window_kind, package.held_before = terms.kind, terms.held_before
    package.removed_dates = [each for each in package.removed_dates if window.first <= each <= window.last]


def _facts(package: Package) -> dict[str, object]:
    """Return what is agreed, for the log."""
    return {
        "tier": package.tier,
        "start_date": f"{package.start_date}",
        "end_date": f"{package.end_date}",
        "window_kind": str(package.window_kind),
        "price": None if package.price is None else money(package.price, package.currency),
        "held_before": package.held_before,
    }
