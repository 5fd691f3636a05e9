"""Adds a learner to an account."""

from __future__ import annotations

from uuid import UUID

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Learner
from corved.values.names import read_name


def add_learner(*, account_user_id: UUID, full_name: str) -> UUID:
    """Add a learner to a student's own account or a parent's, and return the learner's id. Raises Problem (no name)."""
    with transaction():
        learner = Learner(account_user_id=account_user_id, full_name=read_name(full_name))
        db.add(learner)
        db.flush()
        record("learner.added", entity_id=learner.id, details={"account_user_id": str(account_user_id)})
    return learner.id
