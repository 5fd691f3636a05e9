"""Creates the sessions of one match from the schedule that is agreed, as part of a run over many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import GenerationRunMatch
from corved.problems import Problem
from corved.queries.match_calendar import MatchCalendar
from corved.scheduling.draft import Draft
from corved.scheduling.plan import Lost, Plan
from corved.scheduling.timetable import Timetable, Version
from corved.scheduling.windows import Window, WindowKind
from corved.use_cases.course import LockedPackage
from corved.use_cases.generation import AlreadyGenerated, DoesNotFit, generate


@dataclass(frozen=True)
class Outcome:
    """kind: created, short or blocked. created: how many sessions. why: for the other two, in words."""

    kind: str
    created: int = 0
    why: str = ""


@again_on_deadlock
def generate_ready(*, match_id: UUID, package_id: UUID, run_id: UUID | None = None) -> Outcome:
    """One transaction: all the sessions that the package lacks, or none. Doing it again changes nothing.

    run_id: the run that it is part of, where the outcome is written down. Problems are an outcome, never raised.
    """
    try:
        created = generate(match_id, package_id, _draft, run_id=run_id)
        return Outcome("created", created)
    except AlreadyGenerated:
        outcome = Outcome("created")
    except DoesNotFit as problem:
        outcome = Outcome("short", why=_lost_in_words(problem.plan))
    except Problem as problem:
        outcome = Outcome("blocked", why=str(problem))
    if run_id is not None:
        with transaction():
            _write_down(run_id, package_id, outcome)
    return outcome


def _draft(package: LockedPackage, calendar: MatchCalendar) -> Draft:
    """The agreed schedule in the package's own window."""
    if package.is_withdrawn:
        raise Problem("Its sessions were withdrawn. Create them on the match's page, if they are wanted again.")
    if calendar.timetable is None:
        raise Problem("No schedule is agreed yet.")
    window = Window(package.start_date, package.end_date)
    first = Version(window.first, calendar.timetable.on(window.first))
    return Draft(
        Timetable((first, *calendar.timetable.after(window.first))),
        window,
        WindowKind(package.window_kind),
        began=package.start_date if calendar.existing else None,
    )


def _write_down(run_id: UUID, package_id: UUID, outcome: Outcome) -> None:
    line = GenerationRunMatch.run_id == run_id, GenerationRunMatch.package_id == package_id
    values = {"outcome": outcome.kind, "created": outcome.created, "why": outcome.why}
    db.execute(update(GenerationRunMatch).where(*line).values(values))


def _lost_in_words(plan: Plan) -> str:
    """`6 of 8 fit: 2 Eid ul-Fitr`, `5 of 8 fit: 3 window ends`."""
    causes = Counter(_cause(each) for each in plan.lost)
    lost = ", ".join(f"{count} {words}" for words, count in causes.most_common())
    return f"{len(plan.sessions)} of {plan.wanted} fit: {lost}"


def _cause(lost: Lost) -> str:
    if lost.closed is not None:
        return lost.closed.name
    if lost.by:
        return f"clash ({lost.by[0].label})"
    return lost.cause.replace("_", " ")
