"""Deletes what is kept of attempts to sign in, and of sign-ins that nobody uses."""

from __future__ import annotations

from sqlalchemy import text

from corved.database.session import db, transaction


def delete_old_sign_ins() -> None:
    """Delete attempts after a day, and sign-ins a year after they were used last. For the operator."""
    with transaction():
        db.execute(text("select app.delete_old_sign_ins()"))
