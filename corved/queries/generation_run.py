"""What became of a run over many matches so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere

COUNTS = text(
    """
    select r.started_at, k.outcome::text, count(k.package_id) as matches, coalesce(sum(k.created), 0) as created,
           count(*) filter (where k.created > 0) as fresh
    from generation_runs r left join generation_run_matches k on k.run_id = r.id
    where r.id = :id
    group by r.started_at, k.outcome
    """
)
PROBLEMS = text(
    """
    select k.match_id, l.full_name as learner, t.full_name as tutor, k.outcome::text, k.why
    from generation_run_matches k
    join matches m on m.id = k.match_id
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    join users t on t.id = m.tutor_user_id
    where k.run_id = :id and k.outcome in ('short', 'blocked')
    order by k.number
    limit 500
    """
)
WAITING = text(
    """
    select match_id, package_id from generation_run_matches
    where run_id = :id and outcome = 'waiting' order by number limit :limit
    """
)


@dataclass(frozen=True)
class RunProblem:
    match_id: UUID
    learner: str
    tutor: str
    outcome: str
    why: str


@dataclass(frozen=True)
class RunReport:
    """matches: how many have each outcome. sessions: how many were created,
    for so many matches (fresh). problems: the short and the blocked."""

    id: UUID
    started_at: datetime
    matches: Mapping[str, int]
    sessions: int
    fresh: int
    problems: tuple[RunProblem, ...]

    @property
    def total(self) -> int:
        return sum(self.matches.values())

    @property
    def had_theirs(self) -> int:
        """Matches whose sessions existed already when their turn came."""
        return self.matches.get("created", 0) - self.fresh

    @property
    def done(self) -> int:
        return self.total - self.matches.get("waiting", 0)

    @property
    def is_finished(self) -> bool:
        return self.done == self.total


def generation_run(run_id: UUID) -> RunReport:
    """The run, or NotHere."""
    rows = db.execute(COUNTS, {"id": run_id}).all()
    if not rows:
        raise NotHere
    problems = tuple(RunProblem(**row) for row in db.execute(PROBLEMS, {"id": run_id}).mappings())
    matches = {row.outcome: row.matches for row in rows if row.outcome is not None}
    return RunReport(
        run_id, rows[0].started_at, matches, sum(row.created for row in rows), sum(row.fresh for row in rows), problems
    )


def waiting_of_run(run_id: UUID, limit: int) -> list[tuple[UUID, UUID]]:
    """(match, package) of the next ones to do."""
    return [(row.match_id, row.package_id) for row in db.execute(WAITING, {"id": run_id, "limit": limit})]
