"""Creates the address of the caller's calendar, or a new one; the old one then stops working."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.queries.calendars.feed import calendar_hash

SET = text("select app.set_calendar(:area, :salt, :hash)")


def create_feed(*, area: str, token_of: Callable[[UUID], UUID]) -> None:
    """Create the secret address of the person's calendar.

    area: student or tutor. token_of: makes the token from a salt; the database keeps only its hash.
    """
    salt = uuid4()
    with transaction():
        db.execute(SET, {"area": area, "salt": salt, "hash": calendar_hash(token_of(salt))})
