"""Checks an e-mail address and a password."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Problem, TooManyAttempts
from corved.values.passwords import is_right

BEGIN = text("select blocked, user_id, stamp, hash from app.begin_sign_in(:email)")
FINISH = text("select app.finish_sign_in(:email)")


def sign_in(*, email: str, password: str) -> tuple[UUID, UUID]:
    """Sign in, and return the person's id and session stamp, for the cookie.

    One message for every failure (Problem), so that nobody learns which addresses exist. The attempt is counted in the
    database before the password is looked at; after ten in 15 minutes TooManyAttempts is raised.
    """
    address = email.strip().lower()
    speak_for(Identity())
    with transaction():
        attempt = db.execute(BEGIN, {"email": address}).one()
    if attempt.blocked:
        raise TooManyAttempts("Too many attempts for this e-mail. Wait 15 minutes, then try again.", "email")
    if not is_right(password, attempt.hash):
        raise Problem("The e-mail and password do not go together.", "email")
    with transaction():
        db.execute(FINISH, {"email": address})
    return attempt.user_id, attempt.stamp
