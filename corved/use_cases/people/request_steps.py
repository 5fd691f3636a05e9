"""What saying yes to a tutor's request shares: with other hours, or with a leave."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.database.session import db
from corved.models import TutorRequest
from corved.problems import Changed, NotHere


def accept_request(request_id: UUID, *, kind: str, tutor_id: UUID | None) -> None:
    """Say yes to what a tutor asked for: hours or leave. Raises NotHere, Changed where it is answered or withdrawn."""
    request = db.get(TutorRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None or request.kind != kind or request.tutor_user_id != tutor_id:
        raise NotHere
    if request.outcome is not None:
        raise Changed("This request is answered already, or the tutor cancelled it. Nothing was changed.")
    request.outcome, request.answered_at = "accepted", clock.now()
