"""A tutor's mark or note on a session of their own. The database decides and writes (tutor_update_session)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corved.database.session import db, transaction
from corved.problems import BY_SQLSTATE, Changed, Problem, sqlstate

MARK = text("select app.tutor_update_session(:id, cast(:status as session_status), :notes)")


def tutor_mark_session(*, session_id: UUID, status: str | None, notes: str | None = None) -> bool:
    """status None writes the note alone; notes None keeps the note that is there. False when nothing changed.

    Raises NotHere (not theirs), Changed (marked otherwise meanwhile), Problem (not started, not allowed).
    """
    try:
        with transaction():
            values = {"id": session_id, "status": status, "notes": notes}
            return bool(db.scalar(MARK, values))
    except DBAPIError as error:
        raise _as_problem(error) from error


def _as_problem(error: DBAPIError) -> Exception:
    match sqlstate(error):
        case "CE409":
            return Changed("This session is marked already; it is shown as it is now. Undo the mark to change it.")
        case "CE425":
            return Problem("You can mark a session from the moment it starts.")
        case "CE422":
            return Problem("That is not a mark a tutor can set.")
        case code if code in BY_SQLSTATE:
            return BY_SQLSTATE[code]()  # type: ignore[call-arg]
    return error
