"""Proposes when a session that a closure affects could be held instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import chain, islice
from uuid import UUID

from corved.scheduling.free_slots import STEP, Surroundings, other_days
from corved.scheduling.generator import Occurrence, occurrence
from corved.scheduling.obstacles import Busy
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window

MOST_PROPOSALS = 3
MOST_SUGGESTIONS = 6
MOST_A_DAY = 2
AFTER_THE_MONTH = 13 * ONE_DAY


@dataclass(frozen=True)
class Taken:
    """A session for which a closure needs another time.

    busy: everything else of its tutor and learner. timetable: its match's.
    """

    id: UUID
    time: Occurrence
    tutor_id: UUID
    learner_id: UUID
    timetable: Timetable
    window: Window
    around: Surroundings


def proposals(sessions: Sequence[Taken]) -> dict[UUID, list[Occurrence]]:
    """Return the free times of each session, best first: later dates of the schedule, then other weekdays.

    All are inside the package. No first proposal of one session is in the way of another's. An empty list: nothing is
    free.
    """
    promised: list[tuple[Taken, Occurrence]] = []
    found: dict[UUID, list[Occurrence]] = {}
    for session in sessions:
        mine = [
            Busy(at.start, at.end, "proposed", other.id)
            for other, at in promised
            if session.tutor_id == other.tutor_id or session.learner_id == other.learner_id
        ]
        around = replace(session.around, busy=[*session.around.busy, *mine])
        found[session.id] = list(islice(_candidates(session, around), MOST_PROPOSALS))
        if found[session.id]:
            promised.append((session, found[session.id][0]))
    return found


def open_window(window: Window, today: date) -> Window:
    """Return the days in which a time can be found: a month that is over is followed by the days to come."""
    return window if window.last >= today else Window(today, today + AFTER_THE_MONTH)


def suggestions(session: Taken) -> list[Occurrence]:
    """Return free times for one session, best first.

    The same hour on other days, then other hours, each in order of the days. In the package, in the tutor's hours, by
    day for both; where nothing is left by these two, without them. An empty list: no hour of the days is free.
    """
    strict = islice(_free(session, _hours(session), session.around.allow), MOST_SUGGESTIONS)
    found = {each.start: each for each in strict}
    if not found:
        lenient = replace(session.around, hours=None, zones=())
        found = {each.start: each for each in islice(_free(session, _hours(session), lenient.allow), MOST_SUGGESTIONS)}
    return list(found.values())


def _hours(session: Taken) -> Iterator[Occurrence]:
    """Return every half hour of the window: the session's own hour of each day, then the others, the nearest first."""
    pattern = session.timetable.on(session.time.local_start.date())
    own = session.time.local_start.time()
    for day in session.window.days():
        yield occurrence(datetime.combine(day, own), pattern)
    for day in session.window.days():
        for local_start in sorted(_half_hours(day), key=lambda at: abs(at - datetime.combine(day, own))):
            yield occurrence(local_start, pattern)


def _half_hours(day: date) -> Iterator[datetime]:
    return (datetime.combine(day, time()) + number * STEP for number in range(ONE_DAY // STEP))


def _free(
    session: Taken, slots: Iterable[Occurrence], allow: Callable[[Occurrence, Occurrence], bool]
) -> Iterator[Occurrence]:
    """Return the free ones of some times, each once, and of the other hours of a day only the nearest."""
    seen: set[datetime] = {session.time.start}
    hours_of: Counter[date] = Counter()
    for each in slots:
        slot, day = _as_long_as(each, session.time), each.local_start.date()
        if slot.start in seen or hours_of[day] == MOST_A_DAY or not allow(slot, session.time):
            continue
        seen.add(slot.start)
        hours_of[day] += 1
        yield slot


def _candidates(session: Taken, around: Surroundings) -> Iterator[Occurrence]:
    pattern = session.timetable.on(session.time.local_start.date())
    usual = (
        _as_long_as(each, session.time)
        for each in session.timetable.occurrences(session.window)
        if each.start > session.time.start
    )
    free = (each for each in usual if around.allow(each, session.time))
    near = (_as_long_as(each, session.time) for each in other_days(session.time, pattern, session.window, around))
    seen = set()
    for each in chain(free, near):
        if each.start not in seen:
            seen.add(each.start)
            yield each


def _as_long_as(each: Occurrence, session: Occurrence) -> Occurrence:
    return each._replace(end=each.start + (session.end - session.start))
