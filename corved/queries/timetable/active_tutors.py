"""Loads the tutors who may sign in and teach, by name."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

TAUGHT = text("select exists (select from tutor_profiles where user_id = :id)")
TUTORS = text("select id, full_name as name, hue from active_tutors order by full_name, id")


class ActiveTutor(NamedTuple):
    """A tutor. hue: their colour, 1 to 8."""

    id: UUID
    name: str
    hue: int


def active_tutors() -> list[ActiveTutor]:
    """Return them all, by name."""
    return [ActiveTutor(*row) for row in db.execute(TUTORS)]


def is_a_tutor(person_id: UUID) -> bool:
    """Say whether somebody teaches or has taught, also when they cannot sign in any more."""
    return bool(db.scalar(TAUGHT, {"id": person_id}))
