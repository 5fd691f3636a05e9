"""Loads the tutors who may sign in and teach, by name."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.academy.search import part_of

TAUGHT = text("select exists (select from tutor_profiles where user_id = :id)")
TUTORS = text(
    """
    select id, full_name as name, hue, count(*) over () as total from active_tutors
    where :is_all or :name <> '' and full_name ilike :like or id = cast(:chosen as uuid)
    order by id is not distinct from cast(:chosen as uuid) desc, full_name, id
    limit :most
    """
)
MOST_LISTED = 200  # of more tutors, those are listed whose name is typed
FOUND_SHOWN = 20


class ActiveTutor(NamedTuple):
    """A tutor. hue: their colour, 1 to 8."""

    id: UUID
    name: str
    hue: int


class TutorChoice(NamedTuple):
    """The tutors to choose one from. is_all: those of the academy, by name; else those that a name found.

    total: how many there are, or were found; the one who is chosen is among them.
    """

    tutors: list[ActiveTutor]
    total: int
    is_all: bool


def tutors_to_choose(*, name: str, chosen: UUID | None) -> TutorChoice:
    """Return all tutors. If they are too many for a list: the first ones whose name contains what was typed.

    chosen: who is chosen already, and stands first among those found.
    """
    found, total = _tutors("", None, MOST_LISTED, is_all=True)
    if total <= MOST_LISTED:
        return TutorChoice(found, total, is_all=True)
    return TutorChoice(*_tutors(name, chosen, FOUND_SHOWN, is_all=False), is_all=False)


def _tutors(name: str, chosen: UUID | None, most: int, *, is_all: bool) -> tuple[list[ActiveTutor], int]:
    values = {"name": name, "like": part_of(name), "chosen": chosen, "most": most, "is_all": is_all}
    rows = db.execute(TUTORS, values).all()
    return [ActiveTutor(row.id, row.name, row.hue) for row in rows], rows[0].total if rows else 0


def is_a_tutor(person_id: UUID) -> bool:
    """Say whether somebody teaches or has taught, also when they cannot sign in any more."""
    return bool(db.scalar(TAUGHT, {"id": person_id}))
