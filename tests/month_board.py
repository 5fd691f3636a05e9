"""Every running course as the board of the next month has it: those whose month waits, and the others."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.queries.months.other_courses import OtherCourse, other_courses
from corved.queries.months.waiting_months import WaitingMonth, waiting_months
from corved.scheduling.month_turn import Turn
from corved.use_cases.months.generate_ready import create_one
from corved.use_cases.months.ready_steps import Outcome

ALL = 0, 10_000


def board() -> list[WaitingMonth | OtherCourse]:
    now = clock.now()
    waiting = waiting_months(now=now).rows
    others = other_courses(now=now, waiting=(each.match_id for each in waiting), wanted=dict.fromkeys(Turn, ALL))
    return [*waiting, *(each for turn in Turn for each in others[turn].rows)]


def to_create() -> list[WaitingMonth]:
    return list(waiting_months(now=clock.now()).rows)


def generate_one(*, match_id: UUID, package_id: UUID, run_id: UUID | None = None) -> Outcome:
    """Create one month by its agreed schedule, in a transaction of its own."""
    return create_one(match_id, package_id, run_id)
