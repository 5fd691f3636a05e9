"""Removes a learner that nothing hangs on."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Request
from corved.problems import Problem
from corved.use_cases.people.locked_learner import locked_learner


def remove_learner(*, account_user_id: UUID, learner_id: UUID) -> str:
    """Remove a learner who has no request, and return the name. Raises Problem for one who has, NotHere."""
    with transaction():
        learner = locked_learner(account_user_id, learner_id)
        if db.scalar(select(func.count()).where(Request.learner_id == learner_id)):
            raise Problem(f"{learner.full_name} has courses and cannot be removed. Merge or rename them instead.")
        name = learner.full_name
        db.delete(learner)
        record("learner.removed", entity_id=learner_id, details={"full_name": name, "account": str(account_user_id)})
    return name
