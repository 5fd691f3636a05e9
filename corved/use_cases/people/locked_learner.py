"""Loads a learner of an account under a lock."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.database.session import db
from corved.models import Learner
from corved.problems import NotHere


def locked_learner(account_user_id: UUID, learner_id: UUID) -> Learner:
    """Return a learner of the account as it is now, `for update`. Raises NotHere, also for another account's."""
    query = select(Learner).where(Learner.id == learner_id, Learner.account_user_id == account_user_id)
    learner = db.scalar(query.with_for_update().execution_options(populate_existing=True))
    if learner is None:
        raise NotHere
    return learner
