"""What people search for, as a pattern of SQL's `like`."""

from __future__ import annotations


def part_of(search: str) -> str:
    """The pattern of every text that has the search in it; its own %, _ and backslashes mean themselves."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
