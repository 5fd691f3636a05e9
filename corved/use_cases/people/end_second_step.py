"""Ends a second step at sign-in: one's own, or that of somebody who lost their phone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction

END = text("select app.end_second_step(:person_id, :sign_in)")


def end_second_step(*, person_id: UUID, sign_in: UUID) -> bool:
    """End it. sign_in: the present person's. False: there was none, or it is not theirs to end."""
    with transaction():
        return bool(db.scalar(END, {"person_id": person_id, "sign_in": sign_in}))
