"""A message that is due: to whom, about what, filled with which words, and what whoever reads it knows then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from corved.messages.moments import Reader

START, MARK, PROMISE, TUTOR, LINK, CLOCKS = "start", "mark", "promise", "tutor", "link", "clocks"
NO_TIME = ""

Fact = tuple[UUID, str]  # (session or match, what of it): see the table told
Key = tuple[str, UUID, UUID, str]  # (situation, about, person, version)


@dataclass(frozen=True)
class Person:
    """whatsapp: E.164, or None. is_active: may sign in; nobody else is written to. Whom a message is for."""

    id: UUID
    full_name: str
    whatsapp: str | None
    timezone: str
    hours_24: bool
    is_active: bool = True

    @staticmethod
    def of(kept: Sequence[Any]) -> Person:
        """From the column of `person`."""
        return Person(UUID(kept[0]), *kept[1:])

    @property
    def first_name(self) -> str:
        return self.full_name.split()[0]

    @property
    def reader(self) -> Reader:
        return Reader(self.timezone, self.hours_24)


@dataclass(frozen=True)
class DueMessage:
    """about: the id of what it is about. version: which of the messages about it. due_at: an instant (aware). words:
    what the text is filled with. told: what the person knows when they have read it. match_id: whose page shows the
    rest. is_held: nobody opens it before it is due, since the act can be taken back. notes: what pages need
    besides: the way back of another tutor; until when an invitation is open, and whether it is to be mailed."""

    situation: str
    about: UUID
    person: Person
    version: str
    due_at: datetime
    words: Mapping[str, str]
    match_id: UUID | None
    told: Mapping[Fact, str] = field(default_factory=dict)
    is_held: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.situation, self.about, self.person.id, self.version


@dataclass(frozen=True)
class Told:
    """What somebody was told last, and when."""

    said: str
    at: datetime


@dataclass(frozen=True)
class Knowledge:
    """(fact, person) → what they were told last; and what of it somebody said last that they need not be told."""

    told: Mapping[tuple[Fact, UUID], Told]
    needless: Mapping[tuple[Fact, UUID], Told] = field(default_factory=dict)


def told_from(kept: Iterable[Sequence[Any]] | None) -> Knowledge:
    """From facts as the view known_facts gives them."""
    told: dict[tuple[Fact, UUID], Told] = {}
    needless: dict[tuple[Fact, UUID], Told] = {}
    for about, what, user_id, said, at, is_told in kept or ():
        found = told if is_told else needless
        found[(UUID(about), what), UUID(user_id)] = Told(said, datetime.fromisoformat(at))
    return Knowledge(told, needless)


def start_said(at: datetime | None) -> str:
    """As the table told keeps a session's start, so that its text sorts by time; NO_TIME for None."""
    return NO_TIME if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def whose(learner: str, reader: Person) -> str:
    """`Zara's`, or `your` for a student who reads it themselves."""
    return "your" if learner == reader.full_name else f"{learner.split()[0]}'s"


def link_of(tutor_id: UUID | str) -> str:
    """The fact of a match that is its Meet link with a tutor."""
    return f"{LINK} {tutor_id}"


def starts_of(found: Iterable[tuple[UUID, datetime | None]]) -> dict[Fact, str]:
    """The facts of (session, its start or None)."""
    return {(session_id, START): start_said(at) for session_id, at in found}
