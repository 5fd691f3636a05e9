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
    """At most `size` lines of a list. page: its number, from 1. has_more: another page follows.

    total: the number of all lines, or None where they are not counted, because counting reads them all.
    """

    lines: tuple[Line, ...]
    page: int
    has_more: bool
    total: int | None = None
    size: int = SIZE

    @property
    def first_number(self) -> int:
        """Return the number of the first line on this page, from 1."""
        return (self.page - 1) * self.size + 1


def page_in(lines: Sequence[Line], page: int, size: int | None = None) -> Page[Line]:
    """Return one page of a list in memory. A number after the last page gives the last page."""
    size = size or SIZE
    page = min(page, last_page(len(lines), size))
    first = (page - 1) * size
    return Page(tuple(lines[first : first + size]), page, len(lines) > first + size, len(lines), size)


def last_page(total: int, size: int) -> int:
    """Return the number of the last page of so many lines; an empty list has one page."""
    return max(-(-total // size), 1)


def page_of(
    query: Executable, values: Mapping[str, Any], page: int, line: Callable[..., Line], *, is_counted: bool = False
) -> Page[Line]:
    """Run a query with the values `limit` and `offset` for one page.

    line: makes a line from a row's columns. is_counted: the query has a column `total`, which the line does not take.
    A number after the last page gives the last page, or the first where the lines are not counted.
    """
    rows = _rows(query, values, page)
    if page > 1 and not rows:
        rows, page = _rows(query, values, 1), 1
        if is_counted and rows and (last := last_page(rows[0]["total"], SIZE)) > 1:
            rows, page = _rows(query, values, last), last
    total = (rows[0]["total"] if rows else 0) if is_counted else None
    lines = ({name: row[name] for name in row if not (is_counted and name == "total")} for row in rows[:SIZE])
    return Page(tuple(line(**each) for each in lines), page, len(rows) > SIZE, total, SIZE)


def _rows(query: Executable, values: Mapping[str, Any], page: int) -> Sequence[RowMapping]:
    return db.execute(query, {**values, "limit": SIZE + 1, "offset": (page - 1) * SIZE}).mappings().all()
