"""From a weekly pattern to the month's sessions.

Walk the local dates of the window in the pattern's zone; each date whose weekday is in the pattern gives one
session, converted to UTC; stop at N. Weekday and window are judged on the nominal local date; nothing spills
past the last day. Nothing is placed in the past or on top of something else: such dates are lost, with a cause.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from corved.scheduling.local_time import to_utc
from corved.scheduling.pattern import Pattern

ONE_DAY = timedelta(days=1)
LONGEST_WINDOW_DAYS = 366


class BadWindow(ValueError):
    """The first and last day do not make a window."""


@dataclass(frozen=True)
class Window:
    """First and last local date, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadWindow("The last day is before the first day.")
        if (self.last - self.first).days > LONGEST_WINDOW_DAYS:
            raise BadWindow("A window is at most a year long.")

    def widened(self, days: int) -> Window:
        """With so many days more on both sides."""
        return Window(self.first - days * ONE_DAY, self.last + days * ONE_DAY)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY


class Occurrence(NamedTuple):
    """One session's time. local_start: naive, nominal wall clock of the pattern's zone; start, end: UTC."""

    local_start: datetime
    start: datetime
    end: datetime

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Busy:
    """Time that is taken: a live session of the tutor or of the learner. `label` names it for the admin."""

    start: datetime
    end: datetime
    label: str
    session_id: object = None


class Cause(StrEnum):
    """Why a date of the pattern gives no session."""

    PAST = "past"
    CLASH = "clash"


@dataclass(frozen=True)
class Lost:
    """A date of the pattern that gives no session, and why. `by` is every session in the way."""

    occurrence: Occurrence
    cause: Cause
    by: tuple[Busy, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a pattern gives in a window. Always: placed + missing = wanted."""

    wanted: int
    sessions: tuple[Occurrence, ...]
    lost: tuple[Lost, ...]

    @property
    def missing(self) -> int:
        return self.wanted - len(self.sessions)

    @property
    def is_complete(self) -> bool:
        return self.missing == 0

    @property
    def digest(self) -> str:
        """A short name of exactly these sessions, to tell whether a plan is still what somebody was shown."""
        starts = ",".join(f"{each.start.isoformat()}/{each.end.isoformat()}" for each in self.sessions)
        return hashlib.sha256(starts.encode()).hexdigest()[:16]


def occurrences(pattern: Pattern, window: Window) -> Iterator[Occurrence]:
    """Every session time of the pattern in the window, in order of the nominal local date."""
    duration = timedelta(minutes=pattern.duration_mins)
    for day in window.days():
        if pattern.has(day):
            local_start = datetime.combine(day, pattern.time_on(day))
            start = to_utc(local_start, pattern.timezone)
            yield Occurrence(local_start, start, start + duration)


def make_plan(
    pattern: Pattern,
    window: Window,
    wanted: int,
    *,
    now: datetime | None = None,
    busy: Sequence[Busy] = (),
) -> Plan:
    """The first `wanted` free session times of the pattern in the window.

    now: aware instant; times before it are lost as past (None keeps them). busy: what is in the way.
    """
    placed: list[Occurrence] = []
    lost: list[Lost] = []
    for occurrence in occurrences(pattern, window):
        if len(placed) == wanted:
            break
        if now is not None and occurrence.start < now:
            lost.append(Lost(occurrence, Cause.PAST))
        elif in_the_way := _in_the_way(occurrence, busy):
            lost.append(Lost(occurrence, Cause.CLASH, in_the_way))
        elif placed and occurrence.start < placed[-1].end:
            before = Busy(placed[-1].start, placed[-1].end, "the session before it")
            lost.append(Lost(occurrence, Cause.CLASH, (before,)))
        else:
            placed.append(occurrence)
    return Plan(wanted, tuple(placed), tuple(lost))


def _in_the_way(occurrence: Occurrence, busy: Sequence[Busy]) -> tuple[Busy, ...]:
    return tuple([each for each in busy if occurrence.overlaps(each.start, each.end)])
