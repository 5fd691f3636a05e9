"""Adds a way to pay, or changes one."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Currency, WayToPay
from corved.problems import NotHere, Problem, violated_constraint
from corved.values.offer_names import read_offer_name

MOST_DETAILS = 500


def keep_way_to_pay(*, currency: str, name: str, details: str, way_id: UUID | None = None) -> bool:
    """Add a way to pay in a currency, last in its list, or change the one with this id. False when nothing changed.

    details: what families need for it, in lines. Raises Problem (no name, no details, the currency has a way of this
    name, or is not there), NotHere.
    """
    name, details = read_offer_name(name), "\n".join(line.rstrip() for line in details.strip().splitlines())
    if not details:
        raise Problem("Enter what families need to pay this way, such as the account number.", "details")
    if len(details) > MOST_DETAILS:
        raise Problem(f"Enter at most {MOST_DETAILS} characters.", "details")
    try:
        with transaction():
            if db.get(Currency, currency) is None:
                raise Problem("Choose a currency.", "currency")
            way = _new(currency) if way_id is None else _kept(way_id)
            before = {"name": way.name, "details": way.details, "currency": way.currency} if way_id else None
            after = {"name": name, "details": details, "currency": currency}
            if before == after:
                return False
            way.name, way.details, way.currency = name, details, currency
            db.add(way)
            db.flush()
            record("academy.way_changed", details={"from": before, "to": after} if before else after)
    except IntegrityError as error:
        if violated_constraint(error) == "ways_to_pay_name":
            raise Problem(f"There is a way {name} in {currency} already.", "name") from error
        raise
    return True


def _new(currency: str) -> WayToPay:
    last = db.scalar(select(func.max(WayToPay.position)).where(WayToPay.currency == currency)) or 0
    return WayToPay(id=uuid4(), currency=currency, position=last + 1)


def _kept(way_id: UUID) -> WayToPay:
    way = db.get(WayToPay, way_id, with_for_update=True, populate_existing=True)
    if way is None or way.removed_at is not None:
        raise NotHere
    return way
