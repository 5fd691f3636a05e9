"""When one lesson calls for a message: what is due by itself, and what an admin may write about it at any time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from corved.queries.due_message import FOLLOWED_UP, MARK, NO_TIME, START, Fact, Person, Told, start_said
from corved.queries.session_rows import SessionRow

REMINDED_BEFORE = timedelta(hours=1)
LOOK_AHEAD = timedelta(hours=3)
LATE = timedelta(minutes=10)
SIDES = ("family", "tutor")
ABSENCES = {"no_show_student": "student_absent", "no_show_tutor": "tutor_absent"}


class Call(NamedTuple):
    """A message that a lesson calls for, to one side. was: the time they know, where it is another than now."""

    situation: str
    side: str
    version: str
    due_at: datetime
    told: dict[Fact, str]
    was: datetime | None = None


@dataclass(frozen=True)
class Lesson:
    """A session with what its messages depend on. people: by side. joined: the sides that opened its link. told: what
    anybody was told of it. everything: whatever applies to it, not only what is due by itself."""

    row: SessionRow
    changed_at: datetime
    people: Mapping[str, Person]
    joined: frozenset[str]
    told: Mapping[tuple[Fact, UUID], Told]
    now: datetime
    everything: bool = False

    @property
    def is_ahead(self) -> bool:
        return self.row.is_to_come and self.row.start > self.now

    @property
    def here_and_then(self) -> dict[Fact, str]:
        return {(self.row.id, START): start_said(self.row.start)}

    def known(self, side: str, what: str) -> Told | None:
        """What that side was told last."""
        return self.told.get(((self.row.id, what), self.people[side].id))

    def is_lately(self, at: datetime | None) -> bool:
        return at is not None and (self.everything or at > self.now - FOLLOWED_UP)


def calls(lesson: Lesson) -> Iterator[Call]:
    """Everything that the lesson calls for now."""
    yield from _reminders(lesson)
    yield from _late(lesson)
    yield from _new_time(lesson)
    if lesson.row.is_owed and lesson.row.make_up_by is not None:
        yield from _promised(lesson)
    else:
        yield from _no_time(lesson)
        yield from _absence(lesson)
    yield from _corrected_absence(lesson)


def _reminders(lesson: Lesson) -> Iterator[Call]:
    row = lesson.row
    if lesson.is_ahead and row.meet_link and (lesson.everything or row.start <= lesson.now + LOOK_AHEAD):
        for side in SIDES:
            due_at = row.start - REMINDED_BEFORE
            yield Call(f"reminder_{side}", side, start_said(row.start), due_at, lesson.here_and_then)


def _late(lesson: Lesson) -> Iterator[Call]:
    """One side has opened the link and the other has not; for an admin either may be missing."""
    row = lesson.row
    if not (row.is_to_come and row.start <= lesson.now < row.end and row.meet_link):
        return
    is_late = row.start + LATE <= lesson.now and len(lesson.joined) == 1
    for side in SIDES:
        if side not in lesson.joined and (is_late or lesson.everything):
            yield Call(f"late_join_{side}", side, start_said(row.start), row.start + LATE, {})


def _new_time(lesson: Lesson) -> Iterator[Call]:
    """It is to come at another time than the one they know: the last that they were told, else the first agreed."""
    row = lesson.row
    if not (lesson.is_ahead and row.meet_link):
        return
    for side in SIDES:
        known = lesson.known(side, START)
        version = start_said(row.start)
        if known is None and not row.was_moved:
            continue
        if known is not None:
            if known.said == version and not (lesson.everything and row.was_moved):
                continue
            version += f" after {known.at.isoformat()}"
        yield Call(
            f"reschedule_confirmed_{side}",
            side,
            version,
            lesson.changed_at,
            lesson.here_and_then,
            _time_known(known, row) or row.original_start or row.start,
        )


def _time_known(known: Told | None, row: SessionRow) -> datetime | None:
    """Another time than now's that they were told, if any."""
    if known is None or known.said in (NO_TIME, start_said(row.start)):
        return None
    return datetime.fromisoformat(known.said)


def _no_time(lesson: Lesson) -> Iterator[Call]:
    """It waits for a new time. The tutor is told who knows of a time and did not say it themselves."""
    row = lesson.row
    if not (row.needs_new_time and row.is_owed and lesson.is_lately(lesson.changed_at)):
        return
    for side in SIDES:
        known = lesson.known(side, START)
        knows_a_time = known is not None and known.said != NO_TIME
        if side == "tutor" and not lesson.everything and (not knows_a_time or row.marked_by_user_id == row.tutor_id):
            continue
        if lesson.everything or known is None or knows_a_time:
            version, nowhere = lesson.changed_at.isoformat(), {(row.id, START): NO_TIME}
            yield Call(f"reschedule_acknowledged_{side}", side, version, lesson.changed_at, nowhere)


def _promised(lesson: Lesson) -> Iterator[Call]:
    row = lesson.row
    yield Call("owed", "family", f"{row.make_up_by}", row.updated_at, {(row.id, START): NO_TIME})


def _absence(lesson: Lesson) -> Iterator[Call]:
    row = lesson.row
    situation = ABSENCES.get(row.status)
    if situation is None or row.marked_at is None or not lesson.is_lately(row.marked_at):
        return
    if row.is_owed or row.status == "no_show_student":
        yield Call(situation, "family", row.marked_at.isoformat(), row.marked_at, {(row.id, MARK): row.status})


def _corrected_absence(lesson: Lesson) -> Iterator[Call]:
    """The family was told of an absence, and the mark is another by now."""
    row, known = lesson.row, lesson.known("family", MARK)
    if known is None or known.said == NO_TIME or row.status in ABSENCES or row.needs_new_time or lesson.is_ahead:
        return
    yield Call("absence_corrected", "family", known.at.isoformat(), known.at, {(row.id, MARK): NO_TIME})
