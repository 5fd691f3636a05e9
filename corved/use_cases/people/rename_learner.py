"""Corrects a learner's name."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Learner
from corved.problems import Problem
from corved.use_cases.people.locked_learner import locked_learner
from corved.values.names import read_name


def rename_learner(*, account_user_id: UUID, learner_id: UUID, full_name: str) -> bool:
    """Correct a learner's name, on every page and in calendars. False when nothing changed.

    Raises Problem for a text that is no name or a sibling's, NotHere, also for another account's learner.
    """
    name = read_name(full_name)
    with transaction():
        learner = locked_learner(account_user_id, learner_id)
        if learner.full_name == name:
            return False
        sibling = select(Learner.id).where(Learner.account_user_id == account_user_id, Learner.full_name == name)
        if db.scalar(sibling.limit(1)) is not None:
            raise Problem(
                f"The family has a learner {name} already. If they are the same person, merge them.", "full_name"
            )
        before, learner.full_name = learner.full_name, name
        record("learner.renamed", entity_id=learner_id, details={"from": before, "to": name})
    return True
