"""Sets the price list: what a new month costs, for each size and currency."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Academy, Currency, MonthSize, Price
from corved.problems import Problem
from corved.values.money import money
from corved.values.plurals import counted

Prices = Mapping[tuple[int, str], int]


def set_prices(*, prices: Prices, currency: str) -> bool:
    """Replace the price list, and set the currency of families without their own. False when nothing changed.

    prices: (sessions, currency) → amount in its minor unit; a pair without a price is left out. Months that were sold
    keep their price. Raises Problem for a size or currency that the academy does not have.
    """
    with transaction():
        academy = db.scalars(select(Academy).with_for_update()).one()
        sizes, currencies = set(db.scalars(select(MonthSize.sessions))), set(db.scalars(select(Currency.code)))
        if {size for size, _code in prices} - sizes or {currency, *(code for _size, code in prices)} - currencies:
            raise Problem("This page is out of date. Look again.")
        before = {(each.sessions, each.currency): each.amount for each in db.scalars(select(Price))}
        if before == dict(prices) and academy.currency == currency:
            return False
        old, new = _in_words(before, academy.currency), _in_words(prices, currency)
        changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        details = {
            "from": {name: old.get(name, "no price") for name in changed},
            "to": {name: new.get(name, "no price") for name in changed},
        }
        academy.currency = currency
        db.execute(delete(Price))
        db.add_all(Price(sessions=size, currency=code, amount=amount) for (size, code), amount in prices.items())
        record("academy.prices_changed", details=details)
    return True


def _in_words(prices: Prices, currency: str) -> dict[str, str]:
    listed = {
        f"{counted(size, 'session')}, {code}": money(amount, code) for (size, code), amount in sorted(prices.items())
    }
    return {"currency": currency, **listed}
