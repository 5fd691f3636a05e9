"""Checks what somebody signs in with, and a password."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Problem, TooManyAttempts
from corved.values.passwords import is_right
from corved.values.sign_in_addresses import sign_in_address

BEGIN = text("select blocked, user_id, stamp, hash from app.begin_sign_in(:address)")
FINISH = text("select app.finish_sign_in(:address)")


def sign_in(*, address: str, password: str) -> tuple[UUID, UUID]:
    """Sign in, and return the person's id and session stamp, for the cookie.

    address: an e-mail address or, of those without one, a WhatsApp number, as it was typed.
    One message for every failure (Problem), so that nobody learns which addresses exist. The attempt is counted in the
    database before the password is looked at; after ten in 15 minutes TooManyAttempts is raised.
    """
    address = sign_in_address(address)
    speak_for(Identity())
    with transaction():
        attempt = db.execute(BEGIN, {"address": address}).one()
    if attempt.blocked:
        raise TooManyAttempts(
            "Too many attempts with this address or number. Wait 15 minutes, then try again.", "email"
        )
    if not is_right(password, attempt.hash):
        raise Problem("The address or number and the password do not match.", "email")
    with transaction():
        db.execute(FINISH, {"address": address})
    return attempt.user_id, attempt.stamp
