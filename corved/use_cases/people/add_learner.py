"""Adds a learner to an account."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Learner, User
from corved.problems import AskFirst, NotHere, Problem
from corved.values.names import read_name
from corved.values.short_names import look_alike


def add_learner(*, account_user_id: UUID, full_name: str, is_another: bool = False) -> UUID:
    """Add a learner to a student's own account or a parent's, and return the learner's id.

    is_another: somebody was asked, and it is not one of the learners with a name like it. Raises AskFirst, Problem (no
    name, the name of another learner of the account), NotHere.
    """
    name = read_name(full_name)
    with transaction():
        if db.scalar(select(User.id).where(User.id == account_user_id).with_for_update(key_share=True)) is None:
            raise NotHere
        others = db.scalars(select(Learner.full_name).where(Learner.account_user_id == account_user_id)).all()
        if name in others:
            raise Problem(f"{name} is a learner of this family already.", "full_name")
        alike = next((other for other in others if look_alike(name, other)), None)
        if alike is not None and not is_another:
            raise AskFirst(f"{alike} may be the same learner. Is {name} another one?", "full_name")
        learner = Learner(account_user_id=account_user_id, full_name=name)
        db.add(learner)
        db.flush()
        record("learner.added", entity_id=learner.id, details={"account_user_id": str(account_user_id)})
    return learner.id
