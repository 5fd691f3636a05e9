"""Loads the tutors who may sign in and teach, by name."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

TUTORS = text("select id, full_name as name, hue from active_tutors order by full_name, id")


class ActiveTutor(NamedTuple):
    """A tutor. hue: their colour, 1 to 8."""

    id: UUID
    name: str
    hue: int


def active_tutors() -> list[ActiveTutor]:
    """Return them all, by name."""
    return [ActiveTutor(*row) for row in db.execute(TUTORS)]
