"""Finds free times near a lost one: another day at the same time, or another time on the same day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from corved.scheduling.generator import Occurrence, occurrence
from corved.scheduling.local_time import local
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.pattern import Pattern
from corved.scheduling.plan import why_not
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.weekly_hours import DatedHours
from corved.scheduling.windows import Window

NEAREST_DAYS = (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6)
STEP = timedelta(minutes=30)
FURTHEST_STEPS = 10
EARLIEST_HOUR, LATEST_HOUR = 7, 23  # no night sessions for people who did not agree to them


@dataclass(frozen=True)
class Surroundings:
    """Everything around a match that limits its times.

    zones: of the two sides, whose nights are kept free.
    """

    now: datetime
    busy: Sequence[Busy] = ()
    closed: Sequence[Closed] = ()
    hours: DatedHours | None = None
    zones: tuple[str, ...] = ()

    def allow(self, slot: Occurrence, agreed: Occurrence) -> bool:
        """Say whether a time is free, in the tutor's hours and not at night.

        Hours and nights that the agreed time ignores are not asked for.
        """
        if why_not(slot, now=self.now, busy=self.busy, closed=self.closed) is not None:
            return False
        if self.hours and self.hours.allow(agreed.start, agreed.end) and not self.hours.allow(slot.start, slot.end):
            return False
        return all(_by_day(slot, zone) or not _by_day(agreed, zone) for zone in self.zones)


def other_days(
    lost: Occurrence, pattern: Pattern, window: Window, around: Surroundings, taken: Sequence[Occurrence] = ()
) -> Iterator[Occurrence]:
    """Return other weekdays at the same time, nearest first, inside the window.

    taken: the month's own sessions.
    """
    for offset in NEAREST_DAYS:
        local_start = lost.local_start + offset * ONE_DAY
        if local_start.date() in window and not pattern.has(local_start.date()):
            slot = occurrence(local_start, pattern)
            if around.allow(slot, lost) and not _collides(slot, taken):
                yield slot


def other_times(
    lost: Occurrence, pattern: Pattern, around: Surroundings, taken: Sequence[Occurrence] = ()
) -> Iterator[Occurrence]:
    """Return other times on the same local day, nearest first, in steps of half an hour."""
    for step in range(1, FURTHEST_STEPS + 1):
        for local_start in (lost.local_start + step * STEP, lost.local_start - step * STEP):
            if local_start.date() == lost.local_start.date():
                slot = occurrence(local_start, pattern)
                if around.allow(slot, lost) and not _collides(slot, taken):
                    yield slot


def _collides(slot: Occurrence, taken: Sequence[Occurrence]) -> bool:
    return any(slot.overlaps(each.start, each.end) for each in taken)


def _by_day(slot: Occurrence, zone: str) -> bool:
    first, last = local(slot.start, zone), local(slot.end, zone)
    return first.hour >= EARLIEST_HOUR and first.date() == last.date() and (last.hour, last.minute) <= (LATEST_HOUR, 0)
