"""Finds the last change of a session that can be undone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from corved.database.session import db
from corved.models import AuditLog
from corved.scheduling.statuses import version_of_state

CHANGES = ("session.marked", "session.moved", "session.set_aside", "session.put_back")
UNDOING = ("session.unmarked", "session.unmoved")


def last_change(session_id: UUID) -> AuditLog | None:
    """Return the last mark or move that nobody undid; None when a closure or a swap changed the session since."""
    undone = aliased(AuditLog)
    undone_later = select(undone.id).where(
        undone.session_id == session_id,
        undone.action.in_(UNDOING),
        undone.details["undoes"].as_integer() == AuditLog.id,
    )
    query = select(AuditLog).where(
        AuditLog.session_id == session_id, AuditLog.action.in_(CHANGES), ~undone_later.exists()
    )
    last = db.scalar(query.order_by(AuditLog.id.desc()).limit(1))
    if last is None or last.action not in ("session.marked", "session.moved"):
        return None
    by_itself = last.entity_id is None and "swapped_with" not in last.details
    return last if by_itself else None


def is_undone(session_id: UUID, seen: str | None) -> bool:
    """Say whether the change that the page showed has been undone already, as after a second press."""
    happened = select(AuditLog).where(AuditLog.session_id == session_id, AuditLog.action != "session.noted")
    last = db.scalar(happened.order_by(AuditLog.id.desc()).limit(1))
    return last is not None and last.action in UNDOING and version_of_state(last.details["from"]) == seen
