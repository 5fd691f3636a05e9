"""A message that is due: to whom, about what, filled with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from corved.messages.moments import Reader

FOLLOWED_UP = timedelta(days=3)  # so long after something happened it is still worth a message


def person(of: str) -> str:
    """A column of whom a message is for, as Person.of reads it."""
    return f"""
        (select json_build_array(w.id, w.full_name, w.whatsapp, w.timezone, w.hours_24)
         from users w where w.id = {of})"""  # noqa: S608 - made of our own constants


@dataclass(frozen=True)
class Person:
    """whatsapp: E.164, or None. Whom a message is for."""

    id: UUID
    full_name: str
    whatsapp: str | None
    timezone: str
    hours_24: bool

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
    """about: the id of the session, match or package. version: what of it the text says. due_at: an instant (aware).
    words: what the text is filled with. match_id: whose page shows the rest. is_held: nobody opens it
    before it is due."""

    situation: str
    about: UUID
    person: Person
    version: str
    due_at: datetime
    words: Mapping[str, str]
    match_id: UUID | None
    is_held: bool = False

    @property
    def key(self) -> tuple[str, UUID, UUID, str]:
        return self.situation, self.about, self.person.id, self.version
