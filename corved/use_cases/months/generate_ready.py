"""Creates the sessions of one match from its agreed schedule, as part of a run over many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import update

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import GenerationRunMatch
from corved.problems import Changed, Problem, Refusal
from corved.queries.timetable.match_calendar import MatchCalendar
from corved.scheduling.draft import Draft, as_agreed
from corved.scheduling.shortfall import shortfall
from corved.scheduling.windows import Window, WindowKind
from corved.use_cases.months.generate import AlreadyGenerated, DoesNotFit, generate
from corved.use_cases.timetable.locked_match import LockedPackage


@dataclass(frozen=True)
class Outcome:
    """What became of one match of a run.

    kind: created, short or blocked. created: how many sessions. why: for the other two, in words.
    """

    kind: str
    created: int = 0
    why: str = ""


@again_on_deadlock
def generate_ready(*, match_id: UUID, package_id: UUID, run_id: UUID | None = None) -> Outcome:
    """Create all the sessions that the package lacks, or none, in one transaction. Doing it again changes nothing.

    run_id: the run that records the outcome. A refusal is an outcome, and never raised.
    """
    try:
        created = generate(match_id, package_id, partial(_draft, run_id), run_id=run_id)
        return Outcome("created", created)
    except AlreadyGenerated:
        outcome = Outcome("created")
    except DoesNotFit as problem:
        outcome = Outcome("short", why=shortfall(problem.plan))
    except Refusal as problem:
        outcome = Outcome("blocked", why=str(problem))
    if run_id is not None:
        with transaction():
            _write_down(run_id, package_id, outcome)
    return outcome


def _draft(run_id: UUID | None, package: LockedPackage, calendar: MatchCalendar) -> Draft:
    if run_id is not None:
        _refuse_unless_waiting(run_id, package.id)
    if package.is_withdrawn:
        raise Problem("Its sessions were deleted. Create them again on the course’s page if you want them.")
    if calendar.timetable is None:
        raise Problem("No schedule is agreed yet.")
    window = Window(package.start_date, package.end_date)
    return as_agreed(calendar.timetable, window, WindowKind(package.window_kind), calendar.used)


def _refuse_unless_waiting(run_id: UUID, package_id: UUID) -> None:
    """Raise an error for a match that no longer waits in the run; lock it otherwise.

    The run may have been undone in the meantime.
    """
    line = db.get(GenerationRunMatch, (run_id, package_id), with_for_update=True, populate_existing=True)
    if line is None or line.outcome != "waiting":
        raise Changed("This was undone in the meantime.")


def _write_down(run_id: UUID, package_id: UUID, outcome: Outcome) -> None:
    """Record the outcome, unless another process has done so or the run is being undone."""
    of_run = GenerationRunMatch.run_id == run_id, GenerationRunMatch.package_id == package_id
    line = *of_run, GenerationRunMatch.outcome == "waiting"
    values = {"outcome": outcome.kind, "created": outcome.created, "why": outcome.why}
    db.execute(update(GenerationRunMatch).where(*line).values(values))
