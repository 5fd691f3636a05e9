"""Loads the ways in which families can pay."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

WAYS = text(
    """
    select id, currency, name, details from ways_to_pay
    where removed_at is null and (cast(:currency as text) is null or currency = :currency)
    order by currency, position, name
    """
)


@dataclass(frozen=True)
class Way:
    """A way to pay in a currency. details: what families need for it, in lines."""

    id: UUID
    currency: str
    name: str
    details: str


def ways_to_pay(currency: str | None = None) -> list[Way]:
    """Return the ways to pay in a currency, in the academy's order, or all of them."""
    return [Way(**row) for row in db.execute(WAYS, {"currency": currency}).mappings()]
