"""Moves a way to pay one place up in the list of its currency."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.database.session import db, transaction
from corved.models import WayToPay
from corved.problems import NotHere


def reorder_way_to_pay(*, way_id: UUID) -> bool:
    """Let it change places with the one before it. False for the first. Raises NotHere."""
    with transaction():
        way = db.get(WayToPay, way_id)
        if way is None or way.removed_at is not None:
            raise NotHere
        query = select(WayToPay).where(WayToPay.currency == way.currency, WayToPay.removed_at.is_(None))
        ways = list(db.scalars(query.order_by(WayToPay.position, WayToPay.name).with_for_update()))
        place = ways.index(way)
        if place == 0:
            return False
        ways.insert(place - 1, ways.pop(place))
        for position, each in enumerate(ways, start=1):
            each.position = position
    return True
