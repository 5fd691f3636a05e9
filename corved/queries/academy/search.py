"""Turns a search into a pattern of SQL's `like`."""

from __future__ import annotations


def part_of(search: str) -> str:
    """Return the pattern of every text that contains the search. Its own %, _ and backslashes mean themselves."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
