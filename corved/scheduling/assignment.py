"""Gives courses to tutors: as many as possible, with the fewest changed hours, and the load even."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable)
MOST_SESSIONS = 10_000  # of all courses together, outside somebody's hours


class Fit(NamedTuple):
    """How well a tutor could teach a course.

    changed: how many of its sessions need another time. off_hours: how many of the others are outside their hours.
    """

    changed: int
    off_hours: int


def assign(courses: Sequence[Mapping[T, Fit]], load: Mapping[T, int]) -> list[T | None]:
    """Return a tutor for each course, or None where none is left; the best assignment there is.

    courses: of each, the tutors who could teach it. load: how many courses each tutor has already. The fewest courses
    without a tutor, then the fewest changed sessions, then the fewest outside hours, then the most even load (the least
    sum of squares). It is a flow of least cost: each course in turn takes the cheapest way to a tutor, on which others
    may give way to another tutor. A tutor's next course costs more than the one before, so that this finds the best.
    """
    costs = [{tutor: _cost(fit, len(courses), load) for tutor, fit in fits.items()} for fits in courses]
    given: list[T | None] = [None] * len(courses)
    for number in range(len(courses)):
        way, best = _cheapest_way(number, costs, given, load)
        if best is None:
            continue
        while best is not None:
            course, before = way[best]
            given[course] = best
            best = before
    return given


def _cost(fit: Fit, courses: int, load: Mapping[T, int]) -> int:
    """Return a fit as one number: no sum of what counts less reaches one of what counts more."""
    busiest = max(load.values(), default=0) + courses
    of_loads = 2 * courses * (2 * busiest + 1) + 1
    return fit.changed * of_loads * MOST_SESSIONS + fit.off_hours * of_loads


def _cheapest_way(
    number: int, costs: Sequence[Mapping[T, int]], given: Sequence[T | None], load: Mapping[T, int]
) -> tuple[dict[T, tuple[int, T | None]], T | None]:
    """Return how each tutor is reached, (course, tutor it had before), and where the cheapest way ends."""
    cost = dict(costs[number])
    way: dict[T, tuple[int, T | None]] = dict.fromkeys(cost, (number, None))
    is_better = True
    while is_better:
        is_better = False
        for course, tutor in enumerate(given):
            if tutor is None or tutor not in cost:
                continue
            for other, price in costs[course].items():
                through = cost[tutor] - costs[course][tutor] + price
                if other != tutor and through < cost.get(other, through + 1):
                    cost[other], way[other], is_better = through, (course, tutor), True
    taken = {tutor: load.get(tutor, 0) + given.count(tutor) for tutor in cost}
    ends = sorted(cost, key=lambda tutor: cost[tutor] + 2 * taken[tutor] + 1)
    return way, ends[0] if ends else None
