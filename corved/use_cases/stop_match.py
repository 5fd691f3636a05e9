"""Pauses or ends a match that has no sessions to come."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from corved import clock
from corved.database.session import db, transaction
from corved.models import Request, Session
from corved.problems import Problem
from corved.use_cases.audit_trail import record
from corved.use_cases.locked import locked_match


def stop_match(*, match_id: UUID, status: str) -> None:
    """Match and request take the status, `paused` or `ended`. Raises Problem while sessions are still to come."""
    if status not in ("paused", "ended"):
        raise ValueError(status)
    with transaction():
        match = locked_match(match_id)
        to_come = select(func.count()).where(
            Session.match_id == match_id,
            Session.scheduled_start_utc > clock.now(),
            Session.status.in_(("scheduled", "rescheduled")),
        )
        if count := db.scalar(to_come):
            raise Problem(f"{count} sessions are still to come. Hold or move them first.")
        record(f"match.{status}", match_id=match.id, details={"from": match.status, "to": status})
        match.status = status
        db.get_one(Request, match.request_id, with_for_update=True).status = status
