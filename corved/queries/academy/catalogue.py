"""Loads what the academy teaches: subjects, levels, sizes of a month, lengths of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

CATALOGUE = text(
    """
    select (select json_agg(json_build_array(id, name, retired_at is not null) order by position, name)
            from subjects) as subjects,
           (select json_agg(json_build_array(id, name, retired_at is not null) order by position, name)
            from levels) as levels,
           (select json_object_agg(minutes, retired_at is not null) from session_lengths) as lengths,
           (select json_object_agg(sessions, retired_at is not null) from month_sizes) as sizes
    """
)


class Offer(NamedTuple):
    """A subject or a level. is_retired: it is offered for no new course."""

    id: UUID
    name: str
    is_retired: bool


@dataclass(frozen=True)
class Catalogue:
    """What the academy teaches, in the order of its lists, and what is retired.

    lengths, sizes: minutes, and sessions of a month, with whether they are retired.
    """

    subjects: tuple[Offer, ...]
    levels: tuple[Offer, ...]
    lengths: dict[int, bool]
    sizes: dict[int, bool]


def catalogue() -> Catalogue:
    """Return what the academy teaches, in one statement."""
    row = db.execute(CATALOGUE).one()
    return Catalogue(_offers(row.subjects), _offers(row.levels), _numbers(row.lengths), _numbers(row.sizes))


def courses_of_offers() -> Counter[UUID]:
    """Return how many open courses each subject and each level has."""
    query = "select subject_id, level_id, count(*) from requests where status <> 'ended' group by 1, 2"
    count: Counter[UUID] = Counter()
    for subject_id, level_id, courses in db.execute(text(query)):
        count[subject_id] += courses
        count[level_id] += courses
    return count


def choices(offers: Iterable[Offer], kept: UUID | None = None) -> list[tuple[str, str]]:
    """Return (id, name) of what is offered, for a field; with what a course has already, though it is retired."""
    return [(str(each.id), each.name) for each in offers if not each.is_retired or each.id == kept]


def offered(numbers: dict[int, bool], kept: Iterable[int] = ()) -> list[int]:
    """Return the lengths or sizes that are offered, in order; with those that a course has already."""
    return sorted({number for number, is_retired in numbers.items() if not is_retired} | set(kept))


def _offers(found: Iterable[tuple[str, str, bool]] | None) -> tuple[Offer, ...]:
    return tuple(Offer(UUID(key), name, is_retired) for key, name, is_retired in found or ())


def _numbers(found: dict[str, bool] | None) -> dict[int, bool]:
    return dict(sorted((int(number), is_retired) for number, is_retired in (found or {}).items()))
