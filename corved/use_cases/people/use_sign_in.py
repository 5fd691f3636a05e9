"""Records that a sign-in is used, so that it does not end by itself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction


def use_sign_in(*, sign_in: UUID) -> None:
    """Record that the present person uses their sign-in now. Another person's is left as it is."""
    with transaction():
        db.execute(text("/* identity */ select app.use_sign_in(:id)"), {"id": sign_in})
