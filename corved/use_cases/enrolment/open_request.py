"""Opens a request: a learner wants a subject at a level."""

from __future__ import annotations

from uuid import UUID

from corved.database.session import transaction
from corved.use_cases.enrolment.steps import Wish, add_request


def open_request(*, learner_id: UUID, subject_id: UUID, level_id: UUID, goals: str = "", board: str = "") -> UUID:
    """Open a request, whose status is `new`, and return its id."""
    with transaction():
        request = add_request(Wish(learner_id, subject_id, level_id, board, goals))
    return request.id
