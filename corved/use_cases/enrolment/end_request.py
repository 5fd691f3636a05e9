"""Ends a request that has no tutor."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Match
from corved.problems import Problem
from corved.scheduling.request_states import may
from corved.use_cases.enrolment.steps import locked_request


def end_request(*, request_id: UUID, reason: str = "") -> None:
    """End a request. Raises Problem when it is ended, or has a match: the match is ended instead. NotHere."""
    with transaction():
        request = locked_request(request_id)
        if not may("end", request.status):
            raise Problem("This request is ended already.")
        if db.scalar(select(Match.id).where(Match.request_id == request_id, Match.status != "ended")) is not None:
            raise Problem("This request has a tutor. End its match, and the request ends with it.")
        before, request.status = request.status, "ended"
        record(
            "request.ended",
            entity_id=request_id,
            reason=reason.strip() or None,
            details={"from": {"status": before}, "to": {"status": "ended"}},
        )
