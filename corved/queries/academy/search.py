"""Turns a search into a pattern of SQL's `like`."""

from __future__ import annotations


def part_of(search: str) -> str:
    """Return the `like` pattern that finds a text anywhere. Its own %, _ and backslashes are literal."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
