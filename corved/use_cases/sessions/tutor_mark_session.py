"""Marks a tutor's own session, or writes its note. The database decides and writes (app.tutor_update_session)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.problems import BY_SQLSTATE, Problem, sqlstate
from corved.use_cases.sessions.stale_page import as_changed
from corved.values.contacts import refuse_contact

MARK = text("select app.tutor_update_session(:id, cast(:status as session_status), :notes, :seen)")


@again_on_deadlock
def tutor_mark_session(
    *, session_id: UUID, status: str | None, notes: str | None = None, seen: str | None = None
) -> bool:
    """Mark a tutor's own session, or write its note. False when nothing changed.

    status: None writes the note alone. notes: None keeps the present note. seen: the version (Session.version) that the
    tutor's page showed. Raises NotHere (not theirs), Changed (it is something else by now: what, and who changed it),
    Problem (not started, not allowed, a note with a phone number, an address or a link).
    """
    refuse_contact(notes, "notes")
    try:
        with transaction():
            values = {"id": session_id, "status": status, "notes": notes, "seen": seen}
            return bool(db.scalar(MARK, values))
    except DBAPIError as error:
        raise _as_problem(error) from error


def _as_problem(error: DBAPIError) -> Exception:
    match sqlstate(error):
        case "CE409":
            return as_changed(error)
        case "CE425":
            return Problem("You can mark a session from the moment it starts.")
        case "CE422":
            return Problem("Tutors cannot set this mark. Ask the academy.")
        case code if code in BY_SQLSTATE:
            return BY_SQLSTATE[code]()
    return error
