"""Merges a learner that was added twice with the other one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Learner, Request, Session
from corved.problems import OVERLAPS, Problem, violated_constraint
from corved.use_cases.people.locked_learner import locked_learner


def merge_learners(*, account_user_id: UUID, learner_id: UUID, into_id: UUID) -> str:
    """Give everything of one learner to another one of the same account, and remove the first; return the name kept.

    Raises Problem where both have an open request for the same, or sessions at the same time, NotHere.
    """
    try:
        with transaction():
            if learner_id == into_id:
                raise Problem("Choose another learner of the family.", "into")
            first, other = sorted((learner_id, into_id))
            found = {each: locked_learner(account_user_id, each) for each in (first, other)}
            gone, kept = found[learner_id], found[into_id]
            _refuse_twice(gone, kept)
            db.execute(update(Request).where(Request.learner_id == learner_id).values(learner_id=into_id))
            db.execute(update(Session).where(Session.learner_id == learner_id).values(learner_id=into_id))
            db.delete(gone)
            details = {"from": gone.full_name, "to": kept.full_name, "into": str(into_id)}
            record("learner.merged", entity_id=learner_id, details=details)
            name = kept.full_name
    except IntegrityError as error:
        if violated_constraint(error) in OVERLAPS:
            words = "Both have a session at the same time. Move or remove one of the two first."
            raise Problem(words, "into") from error
        raise
    return name


def _refuse_twice(gone: Learner, kept: Learner) -> None:
    mine, theirs = (
        set(
            db.execute(
                select(Request.subject_id, Request.level_id).where(
                    Request.learner_id == each.id, Request.status != "ended"
                )
            ).all()
        )
        for each in (gone, kept)
    )
    if mine & theirs:
        raise Problem("Both have an open course for the same subject and level. End one of the two first.", "into")
