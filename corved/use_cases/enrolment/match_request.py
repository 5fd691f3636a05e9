"""Matches a request with a tutor."""

from __future__ import annotations

from uuid import UUID

from corved.database.session import transaction
from corved.use_cases.enrolment.steps import add_match, locked_request


def match_request(*, request_id: UUID, tutor_user_id: UUID) -> UUID:
    """Match a request with a tutor, and return the match's id. The request is `matched` then.

    Raises Problem when the request has a tutor, NotHere.
    """
    with transaction():
        match = add_match(locked_request(request_id), tutor_user_id)
    return match.id
