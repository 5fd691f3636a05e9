"""Makes a CSV file safe and right for a spreadsheet program that opens it."""

from __future__ import annotations

from corved.values.phone_numbers import international_digits

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # at the start of the file; without it they read UTF-8 as another encoding


def no_formula(words: str) -> str:
    """Return text that a spreadsheet program neither calculates nor rounds.

    A phone number is written with spaces, as `+92 300 1234567`: without them the program shows it as 9.23E+11. Other
    text that begins like a formula gets an apostrophe in front.
    """
    if words.startswith("+") and words[1:].isdigit():
        return international_digits(words)
    return f"'{words}" if words.startswith(FORMULA) else words
