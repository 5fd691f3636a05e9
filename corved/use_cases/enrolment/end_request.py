"""Ends a request that has no tutor, and undoes that."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import AuditLog, Match
from corved.problems import Changed, Problem
from corved.scheduling.request_states import may
from corved.use_cases.enrolment.steps import follow_money, locked_request, refuse_twice


def end_request(*, request_id: UUID, reason: str = "") -> None:
    """End a request. Raises Problem when it is ended, or has a match: the match is ended instead. NotHere."""
    with transaction():
        request = locked_request(request_id)
        if not may("end", request.status):
            raise Problem("This course has ended already.")
        if db.scalar(select(Match.id).where(Match.request_id == request_id, Match.status != "ended")) is not None:
            raise Problem("This course has a tutor. Pause or end the course instead.")
        before, request.status = request.status, "ended"
        record(
            "request.ended",
            entity_id=request_id,
            reason=reason.strip() or None,
            details={"from": {"status": before}, "to": {"status": "ended"}},
        )


def reopen_request(*, request_id: UUID) -> str:
    """Undo the end of a request that had no match, and return the status it has again.

    Raises Problem when it is not ended, had a match, or the learner has another open request for the same. NotHere.
    """
    with transaction():
        request = locked_request(request_id)
        if request.status != "ended":
            raise Changed("This course is open already.")
        if db.scalar(select(Match.id).where(Match.request_id == request_id).limit(1)) is not None:
            raise Problem("This course has ended. Enrol the learner again.")
        refuse_twice(request.learner_id, request.subject_id, request.level_id)
        ended = select(AuditLog.details).where(AuditLog.entity_id == request_id, AuditLog.action == "request.ended")
        details = db.scalars(ended.order_by(AuditLog.id.desc()).limit(1)).one()
        request.status = details["from"]["status"]
        follow_money(request)
        record(
            "request.reopened",
            entity_id=request_id,
            details={"from": {"status": "ended"}, "to": {"status": request.status}},
        )
        return request.status
