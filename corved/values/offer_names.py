"""Reads the names of subjects and levels."""

from __future__ import annotations

import unicodedata

from corved.problems import Problem
from corved.values.names import clean_name

MOST_LENGTH = 60  # the database's, too


def read_offer_name(text: str, field: str = "name") -> str:
    """Return a clean name. Raises Problem, at this field, for a text that cannot be one."""
    name = clean_name(text)
    if not any(each.isalnum() for each in name):
        raise Problem("Enter a name.", field)
    if len(name) > MOST_LENGTH:
        raise Problem(f"“{name[:20]}…” has {len(name)} characters. Enter at most {MOST_LENGTH}.", field)
    return name


def offer_key(name: str) -> str:
    """Return what two names share that people take for the same: capitals, spaces and forms of letters apart."""
    return unicodedata.normalize("NFKC", clean_name(name)).casefold()
