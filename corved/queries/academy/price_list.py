"""Loads what months cost, in each currency in which the academy is paid."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from corved.database.session import db

PRICE_LIST = text(
    """
    select a.currency as main,
           array(select c.code from currencies c order by c.code <> a.currency, c.added_at, c.code) as currencies,
           (select json_agg(json_build_array(sessions, currency, amount)) from prices) as prices,
           array(select sessions from month_sizes where retired_at is null order by 1) as sizes
    from academy a
    """
)


@dataclass(frozen=True)
class PriceList:
    """main: the currency of families without their own; it is the first of `currencies`.

    prices: of a month of so many sessions in a currency, in its minor unit. sizes: those that are offered.
    """

    main: str
    currencies: tuple[str, ...]
    prices: dict[tuple[int, str], int]
    sizes: tuple[int, ...]

    def in_currency(self, currency: str) -> dict[int, int]:
        """Return the price of each size that has one."""
        return {sessions: amount for (sessions, code), amount in self.prices.items() if code == currency}


def price_list() -> PriceList:
    row = db.execute(PRICE_LIST).one()
    prices = {(sessions, currency): amount for sessions, currency, amount in row.prices or ()}
    return PriceList(row.main, tuple(row.currencies), prices, tuple(row.sizes))
