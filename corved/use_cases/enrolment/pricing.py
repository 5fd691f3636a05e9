"""What a month costs: the price list, what was agreed for the month before, and why a price is another one."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from corved.database.session import db
from corved.models import Package, Price
from corved.problems import Problem
from corved.values.money import money

CURRENCY = text(
    """
    select coalesce(u.currency, a.currency)
    from learners l join users u on u.id = l.account_user_id cross join academy a where l.id = :learner_id
    """
)


class AgreedPrice(NamedTuple):
    """The price of a month, in the minor unit of its currency; None where none is agreed.

    reason: why it is another one than the price list's, '' if it is not. listed: the price list's.
    """

    price: int | None
    currency: str
    reason: str = ""
    listed: int | None = None


def currency_of(learner_id: UUID) -> str:
    """Return the currency in which a learner's family pays."""
    return str(db.scalars(CURRENCY, {"learner_id": learner_id}).one())


def list_prices(currency: str) -> dict[int, int]:
    """Return the price list: of each size that has a price in this currency, in its minor unit."""
    query = select(Price.sessions, Price.amount).where(Price.currency == currency)
    return {row.sessions: row.amount for row in db.execute(query)}


def agree_on_price(
    request_id: UUID | None, currency: str, *, sessions: int, price: int | None = None, reason: str = ""
) -> AgreedPrice:
    """Return what a month costs: the price that is entered, else that of the course's last month, else the list's.

    request_id: None for a new course. price: None where none is entered. Raises Problem for a price without a reason
    that is neither the list's nor the last month's.
    """
    listed, last = list_prices(currency).get(sessions), _last_price(request_id, currency, sessions)
    if price is None:
        price = listed if last is None else last
    if listed is None or price == listed:
        return AgreedPrice(price, currency, reason.strip(), listed)
    if price == last:
        return AgreedPrice(price, currency, reason.strip() or "Same price as the month before", listed)
    if not reason.strip():
        raise Problem(needs_reason(listed, currency), "price_reason")
    return AgreedPrice(price, currency, reason.strip(), listed)


def needs_reason(listed: int, currency: str) -> str:
    """Return what to say of another price than the list's that has no reason."""
    return f"The price list says {money(listed, currency)}. Enter the reason for another price."


def _last_price(request_id: UUID | None, currency: str, sessions: int) -> int | None:
    query = select(Package.price).where(
        Package.request_id == request_id,
        Package.tier == sessions,
        Package.currency == currency,
        Package.cancelled_at.is_(None),
        Package.price.is_not(None),
    )
    return db.scalar(query.order_by(Package.start_date.desc()).limit(1)) if request_id else None
