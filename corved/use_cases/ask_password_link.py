"""Makes the one-time link for somebody who forgot the password and says so by their e-mail address."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.queries.invitation import token_hash

ASK = text("select full_name from app.ask_password_link(:address, :hash)")


def ask_password_link(*, email: str) -> tuple[UUID, str] | None:
    """The link's token, good for an hour, and whose it is; told this once. At most three an hour.

    None for an address that nobody active has, and after the third: the page says the same for all of them.
    """
    token = uuid4()
    speak_for(Identity())
    with transaction():
        values = {"address": email.strip().lower(), "hash": token_hash(token)}
        full_name = db.execute(ASK, values).scalar_one()
    return (token, full_name) if full_name else None
