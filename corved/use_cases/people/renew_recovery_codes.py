"""Gives the person who is signed in new recovery codes."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.problems import Changed
from corved.values.derived_secrets import recovery_codes

RENEW = text("select app.renew_recovery_codes(:recovery_salt, :sign_in)")


def renew_recovery_codes(*, user_id: UUID, sign_in: UUID, secret_key: str) -> list[str]:
    """Return ten new codes; the old ones no longer work. Raises Changed where there is no second step."""
    recovery_salt = uuid4()
    with transaction():
        if not db.scalar(RENEW, {"recovery_salt": recovery_salt, "sign_in": sign_in}):
            raise Changed("Your second step is off now. Turn it on first.")
    return recovery_codes(secret_key, user_id=user_id, salt=recovery_salt)
