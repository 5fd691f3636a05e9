"""Loads what a run over many matches has done so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.page import Page, page_of

COUNTS = text(
    """
    select r.started_at, k.outcome::text, count(k.package_id) as matches,
           coalesce(sum(cardinality(k.session_ids)), 0) as created, count(*) filter (where k.created > 0) as fresh,
           count(*) filter (where k.outcome = 'created' and k.created = 0) as had_theirs,
           count(*) filter (where k.outcome = 'created' and k.created > 0 and not exists (
               select 1 from sessions s where s.id = any(k.session_ids)
                 and (s.status <> 'scheduled' or s.original_start_utc is not null
                      or s.scheduled_start_utc <= :now))) as undoable
    from generation_runs r left join generation_run_matches k on k.run_id = r.id
    where r.id = :id
    group by r.started_at, k.outcome
    """
)
PROBLEMS = text(
    """
    select k.match_id, l.full_name as learner, t.full_name as tutor, k.outcome::text, k.why, count(*) over () as total
    from generation_run_matches k
    join matches m on m.id = k.match_id
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    join users t on t.id = m.tutor_user_id
    where k.run_id = :id and k.outcome in ('short', 'blocked', 'kept')
    order by k.number
    limit :limit offset :offset
    """
)
TO_DO = text(
    """
    select match_id, package_id, outcome = 'undoing' as is_undo from generation_run_matches
    where run_id = :id and outcome in ('waiting', 'undoing') order by number limit :limit
    """
)
LATEST = text(
    """
    select r.id, r.started_at, count(k.package_id) as matches,
           count(*) filter (where k.outcome in ('waiting', 'undoing')) as to_do
    from generation_runs r left join generation_run_matches k on k.run_id = r.id
    where r.started_at > :since
       or exists (select 1 from generation_run_matches w where w.run_id = r.id and w.outcome in ('waiting', 'undoing'))
    group by r.id
    order by count(*) filter (where k.outcome in ('waiting', 'undoing')) > 0 desc, r.started_at desc
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
    """What a run over many matches has done so far.

    matches: how many have each outcome. sessions: how many were created, in `fresh` matches; had_theirs: matches that
    had them already. removed: how many were deleted by undoing. undoable: matches whose sessions are all upcoming
    and untouched. problems: a page of the matches that are short, blocked, or kept because their sessions could not be
    deleted.
    """

    id: UUID
    started_at: datetime
    matches: Mapping[str, int]
    sessions: int
    removed: int
    fresh: int
    had_theirs: int
    undoable: int
    problems: Page[RunProblem]

    @property
    def total(self) -> int:
        return sum(self.matches.values())

    @property
    def done(self) -> int:
        return self.total - self.matches.get("waiting", 0) - self.matches.get("undoing", 0)

    @property
    def is_finished(self) -> bool:
        return self.done == self.total

    @property
    def is_undo(self) -> bool:
        return any(self.matches.get(outcome) for outcome in ("undoing", "undone", "kept"))


class ToDo(NamedTuple):
    """A match that a run has still to work on.

    is_undo: delete its sessions instead of creating them.
    """

    match_id: UUID
    package_id: UUID
    is_undo: bool


class RunLine(NamedTuple):
    """A run, as the list shows it.

    to_do: how many of its matches are left.
    """

    id: UUID
    started_at: datetime
    matches: int
    to_do: int


def generation_run(run_id: UUID, *, now: datetime, page: int = 1) -> RunReport:
    """Return the report of a run with one page of its problems. Raises NotHere."""
    rows = db.execute(COUNTS, {"id": run_id, "now": now}).all()
    if not rows:
        raise NotHere
    return RunReport(
        run_id,
        rows[0].started_at,
        {row.outcome: row.matches for row in rows if row.outcome is not None},
        sum(row.created for row in rows),
        sum(row.created for row in rows if row.outcome == "undone"),
        sum(row.fresh for row in rows),
        sum(row.had_theirs for row in rows),
        sum(row.undoable for row in rows),
        page_of(PROBLEMS, {"id": run_id}, page, RunProblem, is_counted=True),
    )


def to_do_of_run(run_id: UUID, limit: int) -> list[ToDo]:
    """Return the next matches of a run."""
    return [ToDo(**row) for row in db.execute(TO_DO, {"id": run_id, "limit": limit}).mappings()]


def latest_runs(*, since: datetime) -> list[RunLine]:
    """Return unfinished runs, however old, then those started after an instant, the last first."""
    return [RunLine(**row) for row in db.execute(LATEST, {"since": since}).mappings()]
