"""Compares the clock of this machine with the database's."""

from __future__ import annotations

from sqlalchemy import text

from corved import clock
from corved.database.session import db
from corved.problems import Problem

MOST_SECONDS = 60
NOW = text("select app.now()")


def clock_gap() -> float:
    """Return by how many seconds this machine's clock is ahead of the database's, negative where it is behind."""
    there = db.scalars(NOW).one()
    return float((clock.now() - there).total_seconds())


def refuse_wrong_clock() -> None:
    """Raise WrongClock where the two differ by more than a minute: nobody knows which day it is."""
    gap = clock_gap()
    if abs(gap) > MOST_SECONDS:
        raise WrongClock(gap)


class WrongClock(Problem):
    """The clocks of this machine and of the database differ too much for anything that depends on the day."""

    status = 503

    def __init__(self, gap: float) -> None:
        words = f"{abs(gap):,.0f} seconds {'ahead of' if gap > 0 else 'behind'} the database's clock"
        super().__init__(f"The clock of this machine is {words}. Nothing was done. Correct the clocks, then try again.")
