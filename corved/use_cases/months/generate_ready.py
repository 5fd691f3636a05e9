"""Creates the sessions of one match from its agreed schedule, as part of a run over many."""

from __future__ import annotations

from uuid import UUID

from corved.use_cases.months.ready_steps import Outcome, create_one


def generate_ready(*, match_id: UUID, package_id: UUID, run_id: UUID | None = None) -> Outcome:
    """Create all the sessions that the package lacks, or none, in one transaction. Doing it again changes nothing.

    run_id: the run that records the outcome. A refusal is an outcome, and never raised.
    """
    return create_one(match_id, package_id, run_id)
