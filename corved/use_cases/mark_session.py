"""An admin's mark: sets any status, with or without a note."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from corved import clock
from corved.database.session import current_user_id, transaction
from corved.models import Session
from corved.problems import Changed, Problem
from corved.scheduling.statuses import ADMIN_MARKS, admin_may_mark
from corved.use_cases.audit_trail import record
from corved.use_cases.locked import locked_session
from corved.use_cases.naming_clashes import naming_clashes, slot_of


def mark_session(*, session_id: UUID, status: str, notes: str | None = None, seen: datetime | None = None) -> bool:
    """Sets the status ("rescheduled" means: needs a new time). False when it was so already.

    notes: None keeps the note that is there, "" removes it. seen: when the admin's page was made, the session was
    last updated then; one that changed since is not overwritten (Changed). Raises Clash when the slot is taken.
    """
    now = clock.now()
    with transaction():
        session = locked_session(session_id)
        before = session.state()
        flags = status == "rescheduled"
        same = session.status == status and session.needs_new_time == flags
        note = session.tutor_notes if notes is None else (notes.strip() or None)
        if same and note == session.tutor_notes:
            return False
        if not same:
            _refuse(session, status, now, seen)
        with naming_clashes(slot_of(session), session.timezone):
            session.tutor_notes = note
            session.updated_at, session.updated_by_user_id = now, current_user_id()
            if not same:
                session.status, session.needs_new_time = status, flags
                session.marked_at, session.marked_by_user_id = now, current_user_id()
        action = "session.noted" if same else "session.marked"
        record(
            action,
            match_id=session.match_id,
            session_id=session.id,
            details={"from": before, "to": session.state()},
        )
    return True


def _refuse(session: Session, status: str, now: datetime, seen: datetime | None) -> None:
    if status not in ADMIN_MARKS:
        raise Problem("That is not a status a session can have.", "status")
    if seen is not None and seen != session.updated_at:
        raise Changed("Somebody changed this session meanwhile; it is shown as it is now. Nothing was overwritten.")
    if not admin_may_mark(session.scheduled_start_utc, now, status):
        raise Problem("A session cannot be marked done before it starts.", "status")
