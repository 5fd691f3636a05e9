"""Loads what a package costs, what was paid and refunded, and whether it is paid: a row of the view package_money."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.problems import NotHere
from corved.values.money import money, part_of

MONEY = text("select y.* from package_money y where y.id = :id")


class PackageMoney(NamedTuple):
    """The money of a package, in the minor unit of its currency.

    price: 0 for nothing to pay, None where no price was agreed. received: the sum of its payments.
    is_refunded: all of it went back. is_due: the family is to be asked for due.
    """

    price: int | None
    currency: str
    received: int
    refunded: int
    is_paid: bool
    is_refunded: bool
    due: int
    is_due: bool

    @property
    def kept(self) -> int:
        """Return what the academy has of the family's money for this package."""
        return self.received - self.refunded

    @property
    def overpaid(self) -> int:
        """Return how much more the academy has than the package costs; 0 where no price was agreed."""
        return max(0, self.kept - self.price) if self.price is not None else 0

    @property
    def is_part_paid(self) -> bool:
        return not self.is_paid and self.kept > 0

    @property
    def in_words(self) -> str:
        """Say how it stands: paid, part paid with both amounts, refunded, or not paid yet."""
        if self.price == 0:
            return "Nothing to pay"
        received = part_of(self.received, self.price, self.currency) if self.price else self.say(self.received)
        if self.refunded:
            left = "" if self.is_paid or self.is_refunded else f", {self.say(self.due)} left to pay"
            return f"{received} paid, {self.say(self.refunded)} refunded{left}"
        if self.is_part_paid:
            return f"Part paid, {received}"
        if self.is_paid:
            return f"Paid, {self.say(self.received)}"
        return f"Not paid yet, {self.say(self.price)}" if self.price else "Not paid yet"

    def say(self, amount: int) -> str:
        """Return an amount with the currency."""
        return money(amount, self.currency)


def package_money(package_id: UUID) -> PackageMoney:
    """Return the money of a package, or raise NotHere."""
    row = db.execute(MONEY, {"id": package_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return money_of(row)


def money_of(row: RowMapping) -> PackageMoney:
    """Make it from a row with the columns of the view; other columns are ignored."""
    return PackageMoney(*(row[name] for name in PackageMoney._fields))
