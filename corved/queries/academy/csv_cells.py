"""Makes cells of a CSV file safe to open in a spreadsheet."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def no_formula(words: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would calculate. Phone numbers stay."""
    is_a_number = words.startswith("+") and words[1:].isdigit()
    return f"'{words}" if words.startswith(FORMULA) and not is_a_number else words
