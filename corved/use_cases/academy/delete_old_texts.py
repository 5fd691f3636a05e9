"""Empties texts of the history and of messages that are older than the academy keeps them."""

from __future__ import annotations

from sqlalchemy import text

from corved.database.session import db, transaction


def delete_old_texts() -> None:
    """Empty them, as the academy's settings say; who did what and when stays. For the operator."""
    with transaction():
        db.execute(text("select app.delete_old_texts()"))
