"""Makes cells of a CSV file safe to open in a spreadsheet."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def no_formula(words: str) -> str:
    """Return text that a spreadsheet does not calculate: with an apostrophe before a formula.

    Phone numbers stay.
    """
    is_a_number = words.startswith("+") and words[1:].isdigit()
    return f"'{words}" if words.startswith(FORMULA) and not is_a_number else words
