"""Corrects a learner's name."""

from __future__ import annotations

from uuid import UUID

from corved.audit import record
from corved.database.session import transaction
from corved.use_cases.people.locked_learner import locked_learner
from corved.values.names import read_name


def rename_learner(*, account_user_id: UUID, learner_id: UUID, full_name: str) -> bool:
    """Correct a learner's name, on every page and in calendars. False when nothing changed.

    Raises Problem for a text that is no name, NotHere, also for another account's learner.
    """
    name = read_name(full_name)
    with transaction():
        learner = locked_learner(account_user_id, learner_id)
        if learner.full_name == name:
            return False
        before, learner.full_name = learner.full_name, name
        record("learner.renamed", entity_id=learner_id, details={"from": before, "to": name})
    return True
