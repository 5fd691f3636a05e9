"""Signs the present person out on every device."""

from __future__ import annotations

from sqlalchemy import text

from corved.database.session import db, transaction


def sign_out() -> None:
    """Sign out. Nothing happens when nobody is signed in."""
    with transaction():
        db.execute(text("select app.sign_out()"))
