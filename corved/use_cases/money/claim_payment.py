"""Keeps what a family says: that it has paid a month. Through a database function, which checks whose month it is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.problems import Problem
from corved.scheduling.time_limits import ONE_DAY

CLAIM = text("select app.claim_payment(:package_id, :way, :reference, :paid_on)")
LONGEST_AGO = 365 * ONE_DAY


def claim_payment(*, package_id: UUID, way: str, reference: str, paid_on: date, today: date) -> bool:
    """Keep it. False where the family said so already, and nobody answered yet.

    paid_on, today: local dates of the family. Raises Problem for a day to come, or over a year ago; NotHere for
    somebody else's month.
    """
    if not today - LONGEST_AGO <= paid_on <= today:
        raise Problem("Enter the day on which you paid.", "paid_on")
    values = {"package_id": package_id, "way": way, "reference": reference, "paid_on": paid_on}
    with transaction():
        return bool(db.scalar(CLAIM, values))
