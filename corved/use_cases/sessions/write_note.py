"""Writes the note on a session, for an admin."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import current_user_id, transaction
from corved.use_cases.timetable.locks import locked_session
from corved.values.contacts import refuse_contact


@again_on_deadlock
def write_note(*, session_id: UUID, notes: str, reason: str = "") -> bool:
    """Write the note; an empty one removes it. True when it changed.

    reason: why a phone number, an address or a link in it may stay; without one such a note raises Problem.
    """
    if not reason.strip():
        refuse_contact(notes, "notes", "Delete it, or enter why it is needed.")
    with transaction():
        session = locked_session(session_id)
        before = session.state()
        note = notes.strip() or None
        if note == session.tutor_notes:
            return False
        session.tutor_notes = note
        session.updated_at, session.updated_by_user_id = clock.now(), current_user_id()
        details = {"from": before, "to": session.state()}
        record(
            "session.noted",
            match_id=session.match_id,
            session_id=session.id,
            reason=reason.strip() or None,
            details=details,
        )
    return True
