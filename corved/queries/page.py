"""Loads one page of a long list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Executable, RowMapping

from corved.database.session import db

SIZE = 50
LAST = 10_000

Line = TypeVar("Line")


@dataclass(frozen=True)
class Page(Generic[Line]):
    """At most SIZE lines of a list. page: its number, from 1. has_more: another page follows.

    total: the number of all lines, or None where they are not counted, because counting reads them all.
    """

    lines: tuple[Line, ...]
    page: int
    has_more: bool
    total: int | None = None

    @property
    def first_number(self) -> int:
        """Return the number of the first line on this page, from 1."""
        return (self.page - 1) * SIZE + 1


def page_in(lines: Sequence[Line], page: int) -> Page[Line]:
    """Return one page of lines that are all known."""
    first = (page - 1) * SIZE
    return Page(tuple(lines[first : first + SIZE]), page, len(lines) > first + SIZE, len(lines))


def page_of(
    query: Executable, values: Mapping[str, Any], page: int, line: Callable[..., Line], *, is_counted: bool = False
) -> Page[Line]:
    """Run a query with the values `limit` and `offset` for one page.

    line: makes a line from a row's columns. is_counted: the query has a column `total`, which the line does not take.
    """
    rows = _rows(query, values, page)
    total = _total(rows or (_rows(query, values, 1) if page > 1 else ())) if is_counted else None
    lines = ({name: row[name] for name in row if not (is_counted and name == "total")} for row in rows[:SIZE])
    return Page(tuple(line(**each) for each in lines), page, len(rows) > SIZE, total)


def _rows(query: Executable, values: Mapping[str, Any], page: int) -> Sequence[RowMapping]:
    return db.execute(query, {**values, "limit": SIZE + 1, "offset": (page - 1) * SIZE}).mappings().all()


def _total(rows: Sequence[RowMapping]) -> int:
    """Return the number of all lines, which each row of a page has; a page after the last has none."""
    return rows[0]["total"] if rows else 0
