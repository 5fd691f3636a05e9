"""Reads what somebody typed into a search: words, a part of a number, a pattern of SQL's `like`."""

from __future__ import annotations

import re

BETWEEN_WORDS = re.compile(r"[\s,،;]+")
NUMBER = re.compile(r"[\d\s+().\-/]+")
FEWEST_DIGITS = 3


def words_in(search: str) -> list[str]:
    """Return the words of a search; each of them has to be found, in any order."""
    return [word for word in BETWEEN_WORDS.split(search) if word]


def number_in(search: str) -> str | None:
    """Return the `like` pattern that finds the digits of a phone number, or None if something else was typed."""
    digits = re.sub(r"\D", "", search).lstrip("0")
    return part_of(digits) if len(digits) >= FEWEST_DIGITS and NUMBER.fullmatch(search) else None


def part_of(search: str) -> str:
    """Return the `like` pattern that finds a text anywhere. Its own %, _ and backslashes are literal."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
