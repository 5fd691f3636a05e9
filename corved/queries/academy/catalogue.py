"""Loads what the academy teaches: subjects and levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

CATALOGUE = text(
    """
    select (select coalesce(json_agg(json_build_array(id, name, false) order by name), '[]') from subjects) as subjects,
           (select coalesce(json_agg(json_build_array(id, name, retired_at is not null) order by position, name), '[]')
            from levels) as levels
    """
)


class Offer(NamedTuple):
    """A subject or a level. is_retired: it is offered for no new course."""

    id: UUID
    name: str
    is_retired: bool


@dataclass(frozen=True)
class Catalogue:
    """What the academy teaches, in the order of its lists, with what is retired."""

    subjects: tuple[Offer, ...]
    levels: tuple[Offer, ...]


def catalogue() -> Catalogue:
    """Return what the academy teaches, in one statement."""
    row = db.execute(CATALOGUE).one()
    return Catalogue(_offers(row.subjects), _offers(row.levels))


def choices(offers: Iterable[Offer], kept: UUID | None = None) -> list[tuple[str, str]]:
    """Return (id, name) of what is offered, for a field; with what a course has already, though it is retired."""
    return [(str(each.id), each.name) for each in offers if not each.is_retired or each.id == kept]


def _offers(found: Iterable[tuple[str, str, bool]]) -> tuple[Offer, ...]:
    return tuple(Offer(UUID(key), name, is_retired) for key, name, is_retired in found)
