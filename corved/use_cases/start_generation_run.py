"""Begins a run over every match whose package lacks sessions."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert

from corved import clock
from corved.database.session import current_user_id, db, transaction
from corved.models import GenerationRun, GenerationRunMatch
from corved.queries.ready_matches import ready_matches
from corved.scheduling.windows import ONE_DAY
from corved.use_cases.audit_trail import record


def start_generation_run() -> UUID:
    """Writes down what is to be done; nothing is created yet. A run without matches is finished at once."""
    now = clock.now()
    with transaction():
        run = GenerationRun(started_at=now, started_by_user_id=current_user_id())
        db.add(run)
        db.flush()
        found = ready_matches(today=now.date() - ONE_DAY)
        if found:
            db.execute(
                insert(GenerationRunMatch),
                [
                    {"run_id": run.id, "number": number, "match_id": each.match_id, "package_id": each.package_id}
                    for number, each in enumerate(found, start=1)
                ],
            )
        record("generation.started", entity_id=run.id, details={"matches": len(found)})
    return run.id
