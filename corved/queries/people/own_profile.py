"""Loads what somebody may change about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

SIGN_INS = text("select id, agent, began_at, used_at from app.own_sign_ins()")
# A part of what a program calls itself → its name; the first that fits, for many call themselves others as well.
PROGRAMS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    *(("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS", "a Mac"), ("Linux", "Linux")),
)
OWN = text(
    """select full_name, address, timezone, hours_24, exists (select from app.own_second_step())
       from app.own_profile()"""
)


@dataclass(frozen=True)
class OwnProfile:
    """What the person who is signed in may change. address: what they sign in with."""

    full_name: str
    address: str
    timezone: str
    hours_24: bool
    has_second_step: bool


@dataclass(frozen=True)
class OwnSignIn:
    """A device on which the present person is signed in. agent: the program, as it calls itself."""

    id: UUID
    agent: str
    began_at: datetime
    used_at: datetime

    @property
    def program(self) -> str:
        """Return the program and the system in words, as far as they are known."""
        name = next((words for mark, words in PROGRAMS if mark in self.agent), "A program")
        system = next((words for mark, words in SYSTEMS if mark in self.agent), "")
        return f"{name} on {system}" if system else name


def own_sign_ins() -> list[OwnSignIn]:
    """Return where the present person is signed in, the one used last first."""
    return [OwnSignIn(**row) for row in db.execute(SIGN_INS).mappings()]


def own_profile() -> OwnProfile:
    """Return the profile of the person who is signed in."""
    return OwnProfile(*db.execute(OWN).one())
