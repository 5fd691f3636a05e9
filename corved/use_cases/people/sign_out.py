"""Signs the present person out on one of their devices, or on all of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction

END = text("select app.end_sign_in(:sign_in, :all_but)")


def sign_out(*, sign_in: UUID | None = None, all_but: UUID | None = None) -> bool:
    """Sign out, and say whether there was anything to end.

    sign_in: on this device only, None for every one. all_but: the sign-in that goes on all the same.
    """
    with transaction():
        return bool(db.scalar(END, {"sign_in": sign_in, "all_but": all_but}))
