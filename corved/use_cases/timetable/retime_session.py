"""Gives a session another time, as every kind of move does."""

from __future__ import annotations

from corved import clock
from corved.database.session import current_user_id
from corved.models import Session
from corved.scheduling.generator import Occurrence


def put_at(session: Session, time: Occurrence) -> None:
    """Set a session's time. It is `rescheduled`, still to be held; its first agreed time is kept."""
    session.original_start_utc = session.original_start_utc or session.scheduled_start_utc
    session.time = time
    session.status, session.needs_new_time = "rescheduled", False
    session.marked_at = session.marked_by_user_id = session.make_up_by = None
    touch(session)


def without_a_time(session: Session) -> None:
    """Take a session's time away, so that it waits for a new one."""
    session.status, session.needs_new_time = "rescheduled", True
    session.marked_at = session.marked_by_user_id = None
    touch(session)


def touch(session: Session) -> None:
    """Record who changed a session last, and when."""
    session.updated_at, session.updated_by_user_id = clock.now(), current_user_id()
