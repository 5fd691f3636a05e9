"""A tutor takes a request back. The database decides whose it is (app.withdraw_request)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corved.database.session import db, transaction
from corved.problems import BY_SQLSTATE, sqlstate

WITHDRAW = text("select app.withdraw_request(:id)")


def withdraw_request(*, request_id: UUID) -> bool:
    """Withdraw it. False where it is answered already. Raises NotHere for somebody else's."""
    try:
        with transaction():
            return bool(db.scalar(WITHDRAW, {"id": request_id}))
    except DBAPIError as error:
        if (found := BY_SQLSTATE.get(sqlstate(error))) is not None:
            raise found from error
        raise
