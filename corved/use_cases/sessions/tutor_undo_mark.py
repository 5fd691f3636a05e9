"""A tutor undoes their own last mark. The database decides and writes (app.tutor_undo_session)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.problems import BY_SQLSTATE, OVERLAPS, SETTLED, Clash, Problem, sqlstate, violated_constraint
from corved.scheduling.time_limits import TUTOR_UNDO_WINDOW, in_hours
from corved.use_cases.sessions.stale_page import as_changed

UNDO = text("select app.tutor_undo_session(:id, :seen)")


@again_on_deadlock
def tutor_undo_mark(*, session_id: UUID, seen: str | None = None) -> bool:
    """Undo the tutor's own last mark of a session. False when there is none, or it is undone already.

    seen: as in tutor_mark_session. Raises NotHere, Clash, Changed, or Problem when it is too late.
    """
    try:
        with transaction():
            return bool(db.scalar(UNDO, {"id": session_id, "seen": seen}))
    except DBAPIError as error:
        if violated_constraint(error) in OVERLAPS:
            raise Clash("Another session has this time now. Ask the academy for a new time.") from error
        if violated_constraint(error) == SETTLED:
            raise Problem("The academy has agreed on a make-up already. Ask the academy to change it.") from error
        code = sqlstate(error)
        if code == "CE409":
            raise as_changed(error) from error
        if code == "CE403":
            raise Problem("The academy set this mark. Ask the academy to change it.") from error
        if code == "CE410":
            raise Problem(
                f"A mark can be undone for {in_hours(TUTOR_UNDO_WINDOW)}. Ask the academy to change it."
            ) from error
        if code in BY_SQLSTATE:
            raise BY_SQLSTATE[code]() from error
        raise
