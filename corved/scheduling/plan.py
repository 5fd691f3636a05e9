"""Plans which N sessions a schedule gives in a window, and says what became of every date it does not use.

Stop at N. Nothing is placed in the past, on a closed day or on top of something else: such dates are lost, with a
cause. Always: placed + missing = N, and every missing session has a lost date that says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import islice

from corved.scheduling.generator import Occurrence, occurrence
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.pattern import Pattern
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import LONGEST_WINDOW_DAYS, Window


class Cause(StrEnum):
    """Why a date of the schedule gives no session."""

    PAST = "past"
    CLOSURE = "closure"
    LEAVE = "leave"
    CLASH = "clash"
    WINDOW_ENDS = "window_ends"


@dataclass(frozen=True)
class Lost:
    """A date of the schedule that gives no session, with the cause.

    by: the sessions in the way. closed: the closure.
    """

    occurrence: Occurrence
    cause: Cause
    by: tuple[Busy, ...] = ()
    closed: Closed | None = None


@dataclass(frozen=True)
class Plan:
    """What a schedule gives in a window. Always: placed + missing = wanted.

    lost_inside: dates of the window that give no session.
    """

    wanted: int
    sessions: tuple[Occurrence, ...]
    lost_inside: tuple[Lost, ...]
    timetable: Timetable | None = None
    window: Window | None = None

    @cached_property
    def lost(self) -> tuple[Lost, ...]:
        """Return every lost date: those in the window, and those after it for sessions that are still missing."""
        short = self.missing - len(self.lost_inside)
        if short <= 0 or self.timetable is None or self.window is None:
            return self.lost_inside
        beyond = islice(_beyond(self.timetable, self.window), short)
        return (*self.lost_inside, *(Lost(each, Cause.WINDOW_ENDS) for each in beyond))

    @property
    def missing(self) -> int:
        return self.wanted - len(self.sessions)

    @property
    def is_complete(self) -> bool:
        return self.missing == 0

    @property
    def digest(self) -> str:
        """Return a digest of the planned sessions, to detect that they differ from what somebody was shown."""
        starts = ",".join(f"{each.start.isoformat()}/{each.end.isoformat()}" for each in self.sessions)
        return hashlib.sha256(starts.encode()).hexdigest()[:16]


def make_plan(
    schedule: Pattern | Timetable,
    window: Window,
    wanted: int,
    *,
    now: datetime | None = None,
    busy: Sequence[Busy] = (),
    closed: Sequence[Closed] = (),
    instead: Mapping[date, datetime] | None = None,
    used: Collection[date] = (),
) -> Plan:
    """Return the first `wanted` free session times of the schedule in the window.

    now: aware instant; times before it are lost as past (None keeps them). busy, closed: what is in the way. used:
    nominal dates that other sessions stand for already. instead: for some nominal dates another wall-clock time (naive,
    same zone) that was agreed.
    """
    timetable = schedule if isinstance(schedule, Timetable) else Timetable.of(schedule)
    if not (busy or closed or used or instead):
        undisturbed = tuple(islice(timetable.occurrences(window), wanted))
        if _follow_each_other(undisturbed, now):
            return Plan(wanted, undisturbed, (), timetable, window)
    placed: list[Occurrence] = []
    lost: list[Lost] = []
    for each in _candidates(timetable, window, instead):
        if len(placed) == wanted:
            break
        if used and each.local_start.date() in used:
            continue
        reason = why_not(each, now=now, busy=busy, closed=closed)
        if instead and reason is None and each.local_start.date() not in window:
            reason = Lost(each, Cause.WINDOW_ENDS)
        if reason is None and placed and each.start < placed[-1].end:
            before = Busy(placed[-1].start, placed[-1].end, "the session before it")
            reason = Lost(each, Cause.CLASH, (before,))
        if reason is None:
            placed.append(each)
        else:
            lost.append(reason)
    return Plan(wanted, tuple(placed), tuple(lost), timetable, window)


def _follow_each_other(sessions: Sequence[Occurrence], now: datetime | None) -> bool:
    """Say whether no session is past, and none begins before the one before it ends."""
    before = now
    for each in sessions:
        if before is not None and each.start < before:
            return False
        before = each.end
    return True


def why_not(
    each: Occurrence, *, now: datetime | None, busy: Iterable[Busy] = (), closed: Iterable[Closed] = ()
) -> Lost | None:
    """Return the cause that keeps a session from being held at a time, or None."""
    if now is not None and each.start < now:
        return Lost(each, Cause.PAST)
    for off in closed:
        if off.covers(each.start):
            return Lost(each, Cause.LEAVE if off.is_leave else Cause.CLOSURE, closed=off)
    in_the_way = [other for other in busy if each.overlaps(other.start, other.end)]
    return Lost(each, Cause.CLASH, tuple(in_the_way)) if in_the_way else None


def _candidates(timetable: Timetable, window: Window, instead: Mapping[date, datetime] | None) -> Iterable[Occurrence]:
    found = timetable.occurrences(window)
    if not instead:
        return found
    return sorted((_replaced(each, timetable, instead) for each in found), key=lambda each: each.start)


def _replaced(each: Occurrence, timetable: Timetable, instead: Mapping[date, datetime]) -> Occurrence:
    day = each.local_start.date()
    return occurrence(instead[day], timetable.on(day)) if day in instead else each


def _beyond(timetable: Timetable, window: Window) -> Iterator[Occurrence]:
    """Yield the dates that would follow if the window went on."""
    if window.last > date.max - 2 * LONGEST_WINDOW_DAYS * ONE_DAY:
        return iter(())
    later = Window(window.last + ONE_DAY, window.last + LONGEST_WINDOW_DAYS * ONE_DAY)
    return timetable.occurrences(later)
