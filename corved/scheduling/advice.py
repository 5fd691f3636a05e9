"""What would make a schedule fit: each piece of advice is tried before it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations

from corved.scheduling.generator import LONGEST_WINDOW_DAYS, Busy, Plan, Window, make_plan
from corved.scheduling.local_time import date_label, local_date
from corved.scheduling.pattern import DAY_NAMES, Pattern

LONGEST_EXTENSION_DAYS = 31


def advice(pattern: Pattern, window: Window, wanted: int, *, now: datetime, busy: Sequence[Busy] = ()) -> list[str]:
    """Sentences that each name one change after which all `wanted` sessions fit; empty when none of them does."""
    found = []
    for days in _days_to_add(pattern, window, wanted, now, busy):
        found.append("add " + " and ".join(DAY_NAMES[day] for day in days))
    for first in _earlier_starts(pattern, window, wanted, now, busy):
        found.append(f"start by {date_label(first.first)}")
    for later in _later_starts(pattern, window, wanted, now, busy):
        found.append(f"start on {date_label(later.first)}")
    for last in _later_ends(pattern, window, wanted, now, busy):
        found.append(f"end on {date_label(last.last)}")
    return found


def _fits(pattern: Pattern, window: Window, wanted: int, now: datetime, busy: Sequence[Busy]) -> bool:
    plan: Plan = make_plan(pattern, window, wanted, now=now, busy=busy)
    return plan.is_complete


def _days_to_add(
    pattern: Pattern, window: Window, wanted: int, now: datetime, busy: Sequence[Busy]
) -> Iterator[tuple[int, ...]]:
    """The fewest weekdays to add; among as many, the first from Monday on."""
    others = [day for day in (1, 2, 3, 4, 5, 6, 0) if day not in pattern.days]
    for count in range(1, len(others) + 1):
        for days in combinations(others, count):
            if _fits(replace(pattern, days=tuple(sorted(pattern.days + days))), window, wanted, now, busy):
                yield days
                return


def _earlier_starts(
    pattern: Pattern, window: Window, wanted: int, now: datetime, busy: Sequence[Busy]
) -> Iterator[Window]:
    today = local_date(now, pattern.timezone)
    first = window.first - timedelta(days=1)
    while first >= max(today, window.first - timedelta(days=LONGEST_EXTENSION_DAYS)):
        if (window.last - first).days > LONGEST_WINDOW_DAYS:
            return
        longer = Window(first, window.last)
        if _fits(pattern, longer, wanted, now, busy):
            yield longer
            return
        first -= timedelta(days=1)


def _later_starts(
    pattern: Pattern, window: Window, wanted: int, now: datetime, busy: Sequence[Busy]
) -> Iterator[Window]:
    """For a window that has begun or is over: the same length from today on."""
    today = local_date(now, pattern.timezone)
    if window.first < today:
        shifted = Window(today, today + (window.last - window.first))
        if _fits(pattern, shifted, wanted, now, busy):
            yield shifted


def _later_ends(pattern: Pattern, window: Window, wanted: int, now: datetime, busy: Sequence[Busy]) -> Iterator[Window]:
    room = LONGEST_WINDOW_DAYS - (window.last - window.first).days
    for days in range(1, min(LONGEST_EXTENSION_DAYS, room) + 1):
        longer = Window(window.first, window.last + timedelta(days=days))
        if _fits(pattern, longer, wanted, now, busy):
            yield longer
            return
