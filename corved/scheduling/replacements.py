"""Proposes when a session that a closure affects could be held instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from uuid import UUID

from corved.scheduling.free_slots import Surroundings, other_days, other_times
from corved.scheduling.generator import Occurrence, occurrence
from corved.scheduling.obstacles import Busy
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window

MOST_PROPOSALS = 3
MOST_SUGGESTIONS = 6


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


def suggestions(session: Taken) -> list[Occurrence]:
    """Return free times for one session, best first.

    The schedule's own dates, other days at the same time, other times on its own day. In the package, in the tutor's
    hours, by day for both.
    """
    pattern = session.timetable.on(session.time.local_start.date())
    usual = session.timetable.occurrences(session.window)
    at = session.time.local_start.time()
    days = (occurrence(datetime.combine(day, at), pattern) for day in session.window.days())
    found: dict[datetime, Occurrence] = {}
    for each in chain(usual, days, other_times(session.time, pattern, session.around)):
        slot = _as_long_as(each, session.time)
        is_new = slot.start != session.time.start and slot.start not in found
        if is_new and session.around.allow(slot, session.time):
            found[slot.start] = slot
        if len(found) == MOST_SUGGESTIONS:
            break
    return list(found.values())


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
