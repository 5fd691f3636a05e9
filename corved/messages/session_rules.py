"""The rules that say when a session needs a message, and which messages an admin may send at any time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from corved.messages.message import (
    MARK,
    NO_TIME,
    PROMISE,
    START,
    TUTOR,
    Fact,
    Knowledge,
    Person,
    Told,
    link_of,
    start_said,
)
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.time_limits import FOLLOW_UP, LATE_TO_JOIN, MESSAGE_LOOK_AHEAD, REMINDER_LEAD

SIDES = ("family", "tutor")
STUDENT_ABSENT, TUTOR_ABSENT = "no_show_student", "no_show_tutor"
ABSENCES = {STUDENT_ABSENT: "student_absent", TUTOR_ABSENT: "tutor_absent"}


class Call(NamedTuple):
    """A message that a session needs, for its family or its tutor.

    was: the time they know, where it differs from the present one. at: the time that it is about, where that is not the
    present one.
    """

    situation: str
    side: str
    version: str
    due_at: datetime
    told: dict[Fact, str]
    was: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class KnownSession:
    """A session with everything that its messages depend on.

    people: by side, family or tutor. joined: the sides that opened its link through CorvEd. usually: those that did so
    for the session before. known: what people were told of it.
    began: for each side the first start of the match with that person. everything: return whatever applies, not only
    what is due.
    """

    row: SessionRow
    changed_at: datetime
    people: Mapping[str, Person]
    joined: frozenset[str]
    usually: frozenset[str]
    known: Knowledge
    began: Mapping[str, datetime]
    now: datetime
    everything: bool = False
    look_ahead: timedelta = MESSAGE_LOOK_AHEAD

    @property
    def is_ahead(self) -> bool:
        return self.row.is_to_come and self.row.start > self.now

    @property
    def here_and_then(self) -> dict[Fact, str]:
        """Return the facts to store in the table `told` for the session's start and its Meet link."""
        link = self.row.meet_link
        links = {(self.row.match_id, link_of(self.row.tutor_id)): link} if link else {}
        return {(self.row.id, START): start_said(self.row.start), **links}

    def told(self, side: str, what: str) -> Told | None:
        """Return what the family or the tutor was told last, by the table `told`.

        what: start, mark, promise or tutor.
        """
        return self.known.told.get(((self.row.id, what), self.people[side].id))

    def is_needless(self, side: str, start: str) -> bool:
        """Say whether an admin dismissed the message about the session's present time."""
        needless = self.known.needless.get(((self.row.id, START), self.people[side].id))
        is_so = needless is not None and needless.said == start and needless.at >= self.changed_at
        return is_so and not self.everything

    def is_lately(self, at: datetime | None) -> bool:
        return at is not None and (self.everything or at > self.now - FOLLOW_UP)


def calls(session: KnownSession) -> Iterator[Call]:
    """Yield every message that the session needs now."""
    yield from _reminders(session)
    yield from _late(session)
    yield from _another_time(session)
    if session.row.is_owed and session.row.make_up_by is not None:
        yield from _promised(session)
        yield from _no_time(session, ("tutor",))
    else:
        yield from _no_time(session, SIDES)
        yield from _absence(session)
    yield from _corrected_absence(session)


def _reminders(session: KnownSession) -> Iterator[Call]:
    row = session.row
    if session.is_ahead and (session.everything or row.start <= session.now + session.look_ahead):
        for side in SIDES:
            due_at = row.start - REMINDER_LEAD
            yield Call(f"reminder_{side}", side, start_said(row.start), due_at, session.here_and_then)


def _late(session: KnownSession) -> Iterator[Call]:
    """Yield a message to a side that has not joined through CorvEd, while the other one has.

    It is due by itself only for a side that joined the session before through CorvEd: who takes the Meet link from a
    text or a calendar leaves no trace, and may be in the call. An admin may still choose it.
    """
    row = session.row
    if not (row.is_to_come and row.start + LATE_TO_JOIN <= session.now < row.end and row.meet_link):
        return
    for side in SIDES:
        is_missed = len(session.joined) == 1 and side in session.usually
        if side not in session.joined and (is_missed or session.everything):
            yield Call(f"late_join_{side}", side, start_said(row.start), row.start + LATE_TO_JOIN, {})


def _another_time(session: KnownSession) -> Iterator[Call]:
    """Yield a message if the session is not at the time that the person was told.

    Who was told nothing knows the time that was agreed first.
    """
    row, start = session.row, start_said(session.row.start)
    if not session.is_ahead:
        return
    for side in SIDES:
        told = session.told(side, START)
        knows = row.was_moved if told is None else told.said != start
        if not (knows or (session.everything and row.was_moved)) or session.is_needless(side, start):
            continue
        teacher = session.told(side, TUTOR)
        if side == "tutor" and teacher is not None and teacher.said != f"{row.tutor_id}":
            continue  # they were told that somebody else teaches it: that it is theirs is a message of its own
        version = f"{start} {session.changed_at.isoformat()}"
        was = _other_time(told, row)
        situation = "reschedule_confirmed" if was else "back_on"
        yield Call(f"{situation}_{side}", side, version, session.changed_at, session.here_and_then, was)


def _other_time(told: Told | None, row: SessionRow) -> datetime | None:
    """Return the time that a person was told, if it differs from the present one, or None."""
    if told is not None and told.said not in (NO_TIME, start_said(row.start)):
        return datetime.fromisoformat(told.said)
    return row.original_start if row.was_moved else None


def _no_time(session: KnownSession, sides: tuple[str, ...]) -> Iterator[Call]:
    """Yield a message if the session waits for a new time.

    With a promised day the family is told that instead. A tutor is told who knows a time and did not ask for another.
    """
    row = session.row
    if not (row.needs_new_time and row.is_owed and session.is_lately(session.changed_at)):
        return
    promise = session.told("family", PROMISE)
    promised = promise is not None and promise.said != NO_TIME
    for side in sides:
        told = session.told(side, START)
        knows_a_time = told is not None and told.said != NO_TIME
        if side == "tutor" and not session.everything and (not knows_a_time or row.marked_by_user_id == row.tutor_id):
            continue
        is_news = told is None or knows_a_time or (side == "family" and promised)
        if session.everything or (is_news and not session.is_needless(side, NO_TIME)):
            version = session.changed_at.isoformat()
            nothing = {(row.id, START): NO_TIME}
            if side == "family" and promise is not None and promised:
                version += f" after {promise.at.isoformat()}"
                nothing[row.id, PROMISE] = NO_TIME
            yield Call(f"reschedule_acknowledged_{side}", side, version, session.changed_at, nothing)


def _promised(session: KnownSession) -> Iterator[Call]:
    row = session.row
    told = {(row.id, START): NO_TIME, (row.id, PROMISE): f"{row.make_up_by}"}
    yield Call("owed", "family", f"{row.make_up_by} {row.updated_at.isoformat()}", row.updated_at, told)


def _absence(session: KnownSession) -> Iterator[Call]:
    row = session.row
    situation = ABSENCES.get(row.status)
    if situation is None or row.marked_at is None:
        return
    # Nobody waited for a student yet whose absence is marked before the session.
    due = max(row.marked_at, row.start) if row.status == STUDENT_ABSENT else row.marked_at
    if session.is_lately(due) and (row.is_owed or row.status == STUDENT_ABSENT):
        told = {(row.id, MARK): f"{row.status} {start_said(row.start)}"}
        yield Call(situation, "family", row.marked_at.isoformat(), due, told)


def _corrected_absence(session: KnownSession) -> Iterator[Call]:
    """Yield a correction if the family was told of an absence by mistake.

    A tutor's absence with a make-up remains an absence.
    """
    row, told = session.row, session.told("family", MARK)
    if told is None or told.said == NO_TIME or row.status in ABSENCES:
        return
    status, _space, start = told.said.partition(" ")
    if status == TUTOR_ABSENT and (row.needs_new_time or start != start_said(row.start)):
        return
    at = datetime.fromisoformat(start)
    yield Call("absence_corrected", "family", told.at.isoformat(), told.at, {(row.id, MARK): NO_TIME}, at=at)
