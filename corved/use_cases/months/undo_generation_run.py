"""Starts undoing a run over many matches."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import GenerationRun
from corved.problems import NotHere

# What has not been done yet is not done any more; a match whose sessions were there before has nothing to take back.
TAKE_BACK = text(
    """
    with done as (
        update generation_run_matches
        set outcome = case when outcome = 'waiting' then 'undone'::generation_outcome else 'undoing' end, why = ''
        where run_id = :id and (outcome = 'waiting' or (outcome in ('created', 'kept') and created > 0))
        returning package_id)
    select count(*) from done
    """
)


def undo_generation_run(*, run_id: UUID) -> int:
    """Record that a run's sessions are to be undone, and return for how many matches.

    undo_generated_match undoes each. Raises NotHere.
    """
    with transaction():
        query = select(GenerationRun).where(GenerationRun.id == run_id).with_for_update()
        if db.scalar(query) is None:
            raise NotHere
        count: int = db.execute(TAKE_BACK, {"id": run_id}).scalar_one()
        if count:
            record("generation.taken_back", entity_id=run_id, details={"matches": count})
    return count
