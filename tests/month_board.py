"""Every running course as the board of the next month has it: those whose month waits, and the others."""

from __future__ import annotations

from corved import clock
from corved.queries.months.other_courses import OtherCourse, other_courses
from corved.queries.months.waiting_months import WaitingMonth, waiting_months
from corved.scheduling.month_turn import Turn

ALL = 0, 10_000


def board() -> list[WaitingMonth | OtherCourse]:
    now = clock.now()
    waiting = waiting_months(now=now).rows
    others = other_courses(now=now, waiting=(each.match_id for each in waiting), wanted=dict.fromkeys(Turn, ALL))
    return [*waiting, *(each for turn in Turn for each in others[turn].rows)]


def to_create() -> list[WaitingMonth]:
    return list(waiting_months(now=clock.now()).rows)
