"""The outcome of one match in a run over many, and the schedule from which its sessions are created."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text, update

from corved.database.session import db
from corved.models import GenerationRunMatch
from corved.problems import Changed, Problem, Refusal
from corved.queries.timetable.match_calendar import MatchCalendar
from corved.scheduling.draft import Draft, as_agreed
from corved.scheduling.shortfall import shortfall
from corved.scheduling.windows import WindowKind
from corved.use_cases.months.generate import AlreadyGenerated, DoesNotFit
from corved.use_cases.timetable.locked_match import LockedPackage

WAITING = text(
    """
    select package_id from generation_run_matches
    where run_id = :run_id and package_id = any(:package_ids) and outcome = 'waiting' order by number for update
    """
)


@dataclass(frozen=True)
class Outcome:
    """What became of one match of a run.

    kind: created, short or blocked. created: how many sessions. why: for the other two, in words.
    """

    kind: str
    created: int = 0
    why: str = ""

    @staticmethod
    def of_refusal(problem: Refusal) -> Outcome:
        if isinstance(problem, AlreadyGenerated):
            return Outcome("created")
        if isinstance(problem, DoesNotFit):
            return Outcome("short", why=shortfall(problem.plan))
        return Outcome("blocked", why=str(problem))


def agreed_draft(waiting: frozenset[UUID] | None, package: LockedPackage, calendar: MatchCalendar) -> Draft:
    """Return the agreed schedule in the package's days. waiting: what waits in the run; None where there is no run."""
    if waiting is not None and package.id not in waiting:
        raise Changed("This was undone in the meantime.")
    if package.is_withdrawn:
        raise Problem("Its sessions were deleted. Create them again on the course’s page if you want them.")
    if calendar.timetable is None:
        raise Problem("No schedule is agreed yet.")
    return as_agreed(calendar.timetable, package.window, WindowKind(package.window_kind), calendar.used)


def waiting_in_run(run_id: UUID, package_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the packages that wait in the run, and lock them: a run may be undone while it works."""
    return frozenset(db.scalars(WAITING, {"run_id": run_id, "package_ids": list(package_ids)}))


def write_down(run_id: UUID, outcomes: dict[UUID, Outcome]) -> None:
    """Record the outcome of packages, unless another process has done so or the run is being undone."""
    for package_id, outcome in outcomes.items():
        of_run = GenerationRunMatch.run_id == run_id, GenerationRunMatch.package_id == package_id
        values = {"outcome": outcome.kind, "created": outcome.created, "why": outcome.why}
        db.execute(update(GenerationRunMatch).where(*of_run, GenerationRunMatch.outcome == "waiting").values(values))
