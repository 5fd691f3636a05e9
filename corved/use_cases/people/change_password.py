"""Changes the password of the person who is signed in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.problems import Problem
from corved.values.passwords import hash_password, is_right, refuse_unfit

OWN = text("select hash, full_name, address from app.own_profile()")
CHANGE = text("select app.change_password(:hash, :sign_in)")


def change_password(*, old: str, new: str, sign_in: UUID) -> UUID:
    """Change the password, sign all other devices out, and return the new session stamp for this one's cookie.

    sign_in: the one on this device. Raises Problem where the old password is wrong or the new one unfit.
    """
    if unfit := refuse_unfit(new):
        raise Problem(unfit, "new")
    own = db.execute(OWN).one()
    db.rollback()
    if unfit := refuse_unfit(new, (own.full_name, own.address)):
        raise Problem(unfit, "new")
    if not is_right(old, own.hash):
        raise Problem("This is not your current password.", "old")
    hashed = hash_password(new)
    with transaction():
        return UUID(str(db.scalar(CHANGE, {"hash": hashed, "sign_in": sign_in})))
