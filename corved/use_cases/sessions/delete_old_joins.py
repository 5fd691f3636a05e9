"""Deletes the record of who opened a Meet link, after 30 days."""

from __future__ import annotations

from sqlalchemy import text

from corved import clock
from corved.database.session import db, transaction
from corved.scheduling.time_limits import JOINS_KEPT


def delete_old_joins() -> None:
    with transaction():
        db.execute(text("delete from session_joins where last_at < :before"), {"before": clock.now() - JOINS_KEPT})
