"""Messages before clocks change: one to each person whose hour changes, with the sessions and the first day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID
from zlib import crc32

from corved.messages.message import CLOCKS, DueMessage, Person
from corved.messages.moments import long_day, moment
from corved.messages.session_rules import SIDES, KnownSession
from corved.scheduling.clock_changes import NOTICE, ClockChange, ClockNote, clocks_change_near, note_since
from corved.scheduling.local_time import local_date, wall_label
from corved.scheduling.zones import city
from corved.values.short_names import isolated

WEEKS = (1, 2)  # the same session a week before, or two, where a week had none


@dataclass(frozen=True)
class _Line:
    """A match whose sessions are at a different hour for one person after the clocks change.

    session: the first of them that is upcoming.
    """

    session: KnownSession
    side: str
    note: ClockNote

    @property
    def person(self) -> Person:
        return self.session.people[self.side]

    @property
    def zone(self) -> str:
        return self.session.row.learner_zone if self.side == "family" else self.session.row.tutor_zone

    @property
    def day(self) -> date:
        """Return the day of the clock change that moves the session."""
        change = self.note.changes[self.zone].change
        return change.day if change is not None else self.note.session.local_start.date()

    @property
    def fact(self) -> tuple[UUID, str]:
        return self.session.row.match_id, f"{CLOCKS} {self.day}"

    @property
    def is_told(self) -> bool:
        return (self.fact, self.person.id) in self.session.known.told

    @property
    def is_over(self) -> bool:
        """Whether the clocks have changed already."""
        return self.day < local_date(self.session.now, self.person.timezone)


def clock_messages(sessions: Iterable[KnownSession], academy: str, now: datetime) -> Iterator[DueMessage]:
    """Return the messages about a change of clocks.

    They are due from seven days before it until the first week after it is over. sessions: in order of time. Who was
    told of some of their matches is told of the others only.
    """
    groups: dict[tuple[UUID, str, date], dict[UUID, _Line]] = {}
    for session in sessions:
        zones = {session.row.learner_zone, session.row.tutor_zone, session.row.timezone}
        for side in SIDES if any(clocks_change_near(now.date(), zone) for zone in zones) else ():
            line = _line(session, side, now)
            if line is not None:
                groups.setdefault((line.person.id, side, line.day), {}).setdefault(session.row.match_id, line)
    for (_person_id, side, day), matches in groups.items():
        lines = [each for each in matches.values() if not each.is_told]
        if lines:
            yield _message(side, day, lines, academy)


def _line(session: KnownSession, side: str, now: datetime) -> _Line | None:
    """Return the match's line in the message, or None where the person had no session before the change of clocks."""
    row = session.row
    if not session.is_ahead:
        return None
    mine = row.learner_zone if side == "family" else row.tutor_zone
    for weeks in WEEKS:
        note = note_since(row.time, (row.learner_zone, row.tutor_zone), weeks=weeks)
        if note is None or mine not in note.changes:
            continue
        line = _Line(session, side, note)
        if abs(line.day - local_date(now, mine)) <= NOTICE and local_date(session.began[side], mine) < line.day:
            return line
    return None


def _message(side: str, day: date, lines: list[_Line], academy: str) -> DueMessage:
    person = lines[0].person
    clocks = dict.fromkeys(each for line in lines for each in line.note.clocks if each.day == day)
    words = {
        "name": person.short_name,
        "academy": academy,
        "clocks": " ".join(_change_in_words(each, is_over=lines[0].is_over) for each in clocks),
        "changes": "\n".join(_in_words(line) for line in lines),
    }
    told = {line.fact: "" for line in lines}
    matches = " ".join(sorted(str(line.session.row.match_id) for line in lines))
    version = f"{day} {crc32(matches.encode()):08x}"
    due_at = datetime.combine(day - NOTICE, time(), UTC)
    match_id = lines[0].session.row.match_id if len(lines) == 1 else None
    return DueMessage(f"clock_change_{side}", person.id, person, version, due_at, words, match_id, told)


def _change_in_words(change: ClockChange, *, is_over: bool) -> str:
    """Return "In London the clocks go back one hour on Sunday 25 October.", for example."""
    way, minutes = ("forward" if change.minutes > 0 else "back"), abs(change.minutes)
    hours = "one hour" if minutes == 60 else f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes} minutes"
    return f"In {city(change.zone)} the clocks {'went' if is_over else 'go'} {way} {hours} on {long_day(change.day)}."


def _in_words(line: _Line) -> str:
    row, person = line.session.row, line.person
    mine, theirs = (row.learner_zone, row.tutor_zone) if line.side == "family" else (row.tutor_zone, row.learner_zone)
    other = person.calls(row.tutor if line.side == "family" else row.learner)
    change = line.note.changes[mine]
    after, before = (
        wall_label(time.fromisoformat(at), hours_24=person.hours_24) for at in (change.after, change.before)
    )
    moves = f"The time also changes for {other}" if theirs in line.note.changes else f"No change for {other}"
    name = f"{person.calls(row.learner)}, {row.subject} with {isolated(row.tutor)}"
    who = name if line.side == "family" else f"{isolated(row.learner)}, {row.subject}"
    first = moment(row.start, person.reader, other, theirs)
    if line.is_over:
        return f"{who}: now at {after} instead of {before}. {moves}. Next session: {first}"
    return f"{who}: from {long_day(change.first)} at {after} instead of {before}. {moves}. First session: {first}"
