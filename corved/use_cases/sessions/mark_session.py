"""Marks a session for an admin, who may set any status."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import current_user_id, transaction
from corved.models import Session
from corved.problems import Problem
from corved.scheduling.statuses import STATUSES
from corved.scheduling.transitions import ADMIN, When, mark, marked_state, state_of
from corved.use_cases.sessions.stale_page import refuse_changed
from corved.use_cases.timetable.clashes import naming_clashes, slot_of
from corved.use_cases.timetable.locks import locked_session
from corved.use_cases.timetable.running_match import match_of, refuse_stopped
from corved.values.contacts import refuse_contact


@again_on_deadlock
def mark_session(
    *, session_id: UUID, status: str, notes: str | None = None, seen: str | None = None, at: datetime | None = None
) -> bool:
    """Set a session's status; "rescheduled" means "needs a new time". False when nothing changed.

    notes: None keeps the present note, "" removes it. seen: the version (Session.version) that the admin's page showed;
    a session that changed since is not overwritten (Changed, saying what it is now and who changed it). at: when the
    mark is set, shared by sessions that are marked together; None: now. Raises Clash when the time is taken, Problem
    when there is no such mark, it is too early, or the note has a phone number, an address or a link.
    """
    now = at or clock.now()
    with transaction():
        match = match_of(session_id)
        session = locked_session(session_id)
        before = session.state()
        if status not in STATUSES:
            raise Problem("That is not a status a session can have.", "status")
        same = state_of(session.status, session.needs_new_time) == marked_state(status)
        refuse_contact(notes, "notes")
        note = session.tutor_notes if notes is None else (notes.strip() or None)
        if same and note == session.tutor_notes:
            return False
        if not same:
            refuse_changed(session, seen)
            _refuse(session, status, now)
            if status == "scheduled" and session.scheduled_start_utc > now:
                refuse_stopped(match)
        with naming_clashes(slot_of(session), session.timezone):
            session.tutor_notes = note
            session.updated_at, session.updated_by_user_id = now, current_user_id()
            if not same:
                session.status, session.needs_new_time = status, status == "rescheduled"
                session.marked_at, session.marked_by_user_id = now, current_user_id()
        record(
            "session.noted" if same else "session.marked",
            match_id=session.match_id,
            session_id=session.id,
            details={"from": before, "to": session.state()},
        )
    return True


def _refuse(session: Session, status: str, now: datetime) -> None:
    state = state_of(session.status, session.needs_new_time)
    if mark(ADMIN, state, status, session.scheduled_start_utc, now) is None:
        later = mark(ADMIN, state, status, now, now)
        early = later is not None and later.when == When.FROM_START
        raise Problem(
            "A session cannot be marked done before it starts."
            if early
            else "This mark is not possible now. Reload the page.",
            "status",
        )
