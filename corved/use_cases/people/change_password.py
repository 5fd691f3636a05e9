"""Changes the password of the person who is signed in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.problems import Problem
from corved.values.passwords import hash_password, is_right, refuse_unfit

OWN = text("select hash from app.own_profile()")
CHANGE = text("select app.change_password(:hash)")


def change_password(*, old: str, new: str) -> UUID:
    """Change the password, sign all other devices out, and return the new session stamp for this one's cookie.

    Raises Problem where the old password is wrong or the new one unfit.
    """
    if unfit := refuse_unfit(new):
        raise Problem(unfit, "new")
    with transaction():
        if not is_right(old, db.scalar(OWN)):
            raise Problem("That is not your password now.", "old")
        return UUID(str(db.scalar(CHANGE, {"hash": hash_password(new)})))
