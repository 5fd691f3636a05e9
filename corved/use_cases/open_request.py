"""Opens a request: one learner wants one subject at one level."""

from __future__ import annotations

from uuid import UUID

from corved.database.session import db, transaction
from corved.models import Request
from corved.use_cases.audit_trail import record


def open_request(*, learner_id: UUID, subject_id: UUID, level: str, goals: str = "") -> UUID:
    """level: o_level or a_level. Returns the request's id; its status is `new`."""
    with transaction():
        request = Request(learner_id=learner_id, subject_id=subject_id, level=level, goals=goals or None)
        db.add(request)
        db.flush()
        record("request.opened", entity_id=request.id)
    return request.id
