"""Matches a request with a tutor."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from corved.database.session import db, transaction
from corved.models import Match, Request
from corved.problems import Problem, violated_constraint
from corved.use_cases.audit_trail import record


def match_request(*, request_id: UUID, tutor_user_id: UUID) -> UUID:
    """The request becomes `matched`. Raises Problem when it has an open match already. Returns the match's id."""
    try:
        with transaction():
            request = db.get_one(Request, request_id, with_for_update=True)
            match = Match(request_id=request_id, tutor_user_id=tutor_user_id)
            db.add(match)
            db.flush()
            request.status = "matched"
            record("match.made", match_id=match.id, details={"tutor_user_id": str(tutor_user_id)})
    except IntegrityError as error:
        if violated_constraint(error) == "matches_one_open":
            raise Problem("This request has a tutor already.") from error
        raise
    return match.id
