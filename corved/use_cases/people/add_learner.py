"""Adds a learner to an account."""

from __future__ import annotations

from uuid import UUID

from corved.database.session import transaction
from corved.use_cases.people.person_steps import add_learner_of


def add_learner(*, account_user_id: UUID, full_name: str, is_another: bool = False) -> UUID:
    """Add a learner to a student's own account or a parent's, and return the learner's id.

    is_another: somebody was asked, and it is not one of the learners with a name like it. Raises AskFirst, Problem (no
    name, the name of another learner of the account), NotHere.
    """
    with transaction():
        return add_learner_of(account_user_id, full_name, is_another=is_another)
