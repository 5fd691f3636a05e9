"""Starts a run that creates the sessions of many matches."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert

from corved import clock
from corved.audit import record
from corved.database.clock_gap import refuse_wrong_clock
from corved.database.session import current_user_id, db, transaction
from corved.models import GenerationRun, GenerationRunMatch


def start_generation_run(found: Sequence[tuple[UUID, UUID]]) -> UUID:
    """Start a run: record its matches. No session is created yet.

    found: (match, package) in the order in which they are to be done. A run without matches is finished at once.
    """
    with transaction():
        refuse_wrong_clock()
        run = GenerationRun(started_at=clock.now(), started_by_user_id=current_user_id())
        db.add(run)
        db.flush()
        if found:
            db.execute(
                insert(GenerationRunMatch),
                [
                    {"run_id": run.id, "number": number, "match_id": match_id, "package_id": package_id}
                    for number, (match_id, package_id) in enumerate(found, start=1)
                ],
            )
        record("generation.started", entity_id=run.id, details={"matches": len(found)})
    return run.id
