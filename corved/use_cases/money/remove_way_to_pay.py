"""Removes a way to pay. Payments that came that way keep its name."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import WayToPay
from corved.problems import NotHere


def remove_way_to_pay(*, way_id: UUID) -> bool:
    """Remove it. False when it is removed already. Raises NotHere."""
    with transaction():
        way = db.get(WayToPay, way_id, with_for_update=True, populate_existing=True)
        if way is None:
            raise NotHere
        if way.removed_at is not None:
            return False
        way.removed_at = clock.now()
        record("academy.way_removed", details={"name": way.name, "currency": way.currency})
    return True
