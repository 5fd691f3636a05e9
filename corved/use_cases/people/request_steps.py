"""What saying yes to a tutor's request shares: with other hours, or with a leave."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.database.session import db
from corved.models import Closure, TutorRequest
from corved.problems import Changed, NotHere
from corved.scheduling.local_time import date_label


def accept_request(request_id: UUID, *, kind: str, tutor_id: UUID | None) -> TutorRequest:
    """Say yes to what a tutor asked for, hours or leave, and return it.

    Raises NotHere, Changed where it is answered or cancelled.
    """
    request = db.get(TutorRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None or request.kind != kind or request.tutor_user_id != tutor_id:
        raise NotHere
    if request.outcome is not None:
        raise Changed("This request is answered already, or the tutor cancelled it. Nothing was changed.")
    request.outcome, request.answered_at = "accepted", clock.now()
    return request


def agree_on_leave(request_id: UUID, closure: Closure) -> None:
    """Say yes to a leave. The request keeps the days that were agreed, and says so where they are others."""
    request = accept_request(request_id, kind="leave", tutor_id=closure.tutor_user_id)
    if (request.first_day, request.last_day) != (closure.first_day, closure.last_day):
        asked = date_label(request.first_day), date_label(request.last_day or request.first_day)
        request.answer = f"You asked for {' to '.join(dict.fromkeys(asked))}."
    request.first_day, request.last_day, request.closure_id = closure.first_day, closure.last_day, closure.id


def leave_was_removed(closure_id: UUID) -> None:
    """Say at the request for a leave that it holds no longer."""
    for request in db.scalars(select(TutorRequest).where(TutorRequest.closure_id == closure_id).with_for_update()):
        request.outcome, request.answer = "rejected", "The academy removed this leave."
