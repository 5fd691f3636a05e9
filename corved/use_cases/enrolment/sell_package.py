"""Sells a month of sessions for a request."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from corved.database.session import transaction
from corved.problems import Problem, violated_constraint
from corved.use_cases.enrolment.steps import Terms, add_package, locked_request


def sell_package(*, request_id: UUID, terms: Terms) -> UUID:
    """Sell a package, which is pending until it is paid.

    Raises Problem when its days overlap another one's, or the request is ended, NotHere.
    """
    try:
        with transaction():
            package = add_package(locked_request(request_id), terms)
    except IntegrityError as error:
        if violated_constraint(error) == "packages_do_not_overlap":
            raise Problem("These days overlap another month of the same course.", "first") from error
        raise
    return package.id
