"""Says no to what a tutor asked for."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import TutorRequest
from corved.problems import NotHere


def reject_tutor_request(*, request_id: UUID, answer: str) -> bool:
    """Reject the request. answer: for the tutor. False when somebody answered before. Raises NotHere."""
    with transaction():
        request = db.get(TutorRequest, request_id, with_for_update=True)
        if request is None:
            raise NotHere
        if request.outcome is not None:
            return False
        request.outcome, request.answered_at, request.answer = "rejected", clock.now(), answer
        record("tutor.request_rejected", entity_id=request.tutor_user_id, details=request.asked_for(), reason=answer)
    return True
