"""Creates a one-time link for somebody who forgot their password and gives their e-mail address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.queries.people.invitation import token_hash

ASK = text("select email, full_name from app.ask_password_link(:address, :hash)")


@dataclass(frozen=True)
class PasswordLink:
    """A link to set a new password.

    email: the address that is kept, never the one that was typed, because two may look alike.
    """

    token: UUID
    email: str
    full_name: str


def request_password_reset(*, email: str) -> PasswordLink | None:
    """Create a link to reset a password, valid for an hour, at most three an hour. It is told only now.

    None for an address that nobody active has, and after the third: the page says the same for all of them.
    """
    token = uuid4()
    speak_for(Identity("app_admin"))  # only the operator makes a link for somebody else
    with transaction():
        values = {"address": email.strip().lower(), "hash": token_hash(token)}
        found = db.execute(ASK, values).one()
    return PasswordLink(token, found.email, found.full_name) if found.email else None
