"""Checks the password of somebody who is signed in, and records when they typed it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Problem
from corved.values.passwords import is_right

OWN = text("select hash from app.own_profile()")
PROVE = text("select app.prove_again(:sign_in, :person_id)")


def prove_again(*, person_id: UUID, sign_in: UUID, password: str) -> None:
    """Record that the present person typed their password on this device. Raises Problem where it is not theirs."""
    hashed = db.scalar(OWN)
    if not is_right(password, hashed):
        raise Problem("That is not your password.", "password")
    speak_for(Identity("app_admin"))
    with transaction():
        db.execute(PROVE, {"sign_in": sign_in, "person_id": person_id})
