"""A message that is due: to whom, about what, with which words, and what its reader knows afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from corved.messages.moments import Reader
from corved.values.short_names import isolated, short_name

START, MARK, PROMISE, TUTOR, LINK, CLOCKS = "start", "mark", "promise", "tutor", "link", "clocks"
NO_TIME = ""

Fact = tuple[UUID, str]  # (session or match, what of it): see the table told
Key = tuple[str, UUID, UUID, str]  # (situation, about, person, version)


@dataclass(frozen=True)
class Person:
    """The person to whom a message goes.

    whatsapp: E.164, or None. is_active: may sign in; nobody else gets messages. knows: the names of the people whom
    they know, so that a short name means one of them.
    """

    id: UUID
    full_name: str
    whatsapp: str | None
    timezone: str
    hours_24: bool
    is_active: bool = True
    knows: tuple[str, ...] = ()

    @staticmethod
    def of(kept: Sequence[Any]) -> Person:
        """Make a person from the JSON of the view message_people."""
        key, name, whatsapp, timezone, hours_24, is_active, knows = kept
        return Person(UUID(key), name, whatsapp, timezone, hours_24, is_active, tuple(knows))

    @property
    def short_name(self) -> str:
        """Return how a text addresses them."""
        return isolated(short_name(self.full_name))

    def calls(self, name: str) -> str:
        """Return a name as short as this person still knows who is meant."""
        return isolated(short_name(name, self.knows))

    @property
    def reader(self) -> Reader:
        return Reader(self.timezone, self.hours_24)


class Later(Mapping[str, str]):
    """Words that are put together when somebody reads one of them: of most messages only the number is shown."""

    def __init__(self, write: Callable[[], Mapping[str, str]]) -> None:
        self._write = write

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return self._write()

    def __getitem__(self, name: str) -> str:
        return self._words[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


@dataclass(frozen=True)
class DueMessage:
    """A message that an admin should send now or soon.

    about: the id of what it is about. version: changes with what it says. due_at: an instant (aware). words: what fills
    its text in. told: what the person knows after reading it. match_id: the match whose page shows it. is_held: nobody
    opens it before it is due, because the act can be undone. notes: what pages need besides: the tutor before a change
    of tutor; until when an invitation is valid, and whether it goes out by e-mail.
    """

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
    """What people know from messages, and what admins dismissed.

    told: (fact, person) → what they were told last. needless: the same, of what was dismissed last.
    """

    told: Mapping[tuple[Fact, UUID], Told]
    needless: Mapping[tuple[Fact, UUID], Told] = field(default_factory=dict)


def told_from(kept: Iterable[Sequence[Any]] | None) -> Knowledge:
    """Make a Knowledge from rows of the view known_facts."""
    told: dict[tuple[Fact, UUID], Told] = {}
    needless: dict[tuple[Fact, UUID], Told] = {}
    for about, what, user_id, said, at, is_told in kept or ():
        found = told if is_told else needless
        found[(UUID(about), what), UUID(user_id)] = Told(said, datetime.fromisoformat(at))
    return Knowledge(told, needless)


def start_said(at: datetime | None) -> str:
    """Return a session's start as sortable text, to store in the table `told`; NO_TIME if there is no start."""
    return NO_TIME if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def whose(learner: str, reader: Person) -> str:
    """Return a possessive: `Zara's`, or `your` for a student who is the reader."""
    return "your" if learner == reader.full_name else f"{reader.calls(learner)}'s"


def link_of(tutor_id: UUID | str) -> str:
    """Return the key under which the table `told` keeps the Meet link of a match with a tutor."""
    return f"{LINK} {tutor_id}"


def starts_of(found: Iterable[tuple[UUID, datetime | None]]) -> dict[Fact, str]:
    """Return the facts to store in the table `told` for the starts of sessions.

    starts: (session, its start or None).
    """
    return {(session_id, START): start_said(at) for session_id, at in found}
