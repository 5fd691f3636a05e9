"""Undoes the last mark of a session, whoever made it and however long ago. For admins only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import current_user_id, transaction
from corved.models import Session
from corved.use_cases.sessions.stale_page import refuse_changed
from corved.use_cases.sessions.undoable_change import is_undone, last_change
from corved.use_cases.timetable.clashes import naming_clashes, slot_of
from corved.use_cases.timetable.locks import locked_session


@again_on_deadlock
def undo_mark(*, session_id: UUID, seen: str | None = None) -> bool:
    """Undo the last mark: status and note are again as before. False if there is none.

    seen: as in mark_session. A second press undoes nothing more: False. Raises Changed, or Clash when the session's
    time belongs to another one now.
    """
    with transaction():
        session = locked_session(session_id)
        mark = last_change(session_id)
        if mark is None or mark.action != "session.marked" or is_undone(session_id, seen):
            return False
        refuse_changed(session, seen)
        before = session.state()
        with naming_clashes(slot_of(session), session.timezone):
            _restore(session, mark.details["from"], mark.details["to"])
        record(
            "session.unmarked",
            match_id=session.match_id,
            session_id=session.id,
            details={"undoes": mark.id, "from": before, "to": session.state()},
        )
    return True


def _restore(session: Session, old: dict[str, Any], marked: dict[str, Any]) -> None:
    session.status, session.needs_new_time = old["status"], old["needs_new_time"]
    if session.tutor_notes == marked["tutor_notes"]:  # a note written after the mark stays
        session.tutor_notes = old["tutor_notes"]
    session.marked_at = datetime.fromisoformat(old["marked_at"]) if old["marked_at"] else None
    session.marked_by_user_id = UUID(old["marked_by_user_id"]) if old["marked_by_user_id"] else None
    session.updated_at, session.updated_by_user_id = clock.now(), current_user_id()
