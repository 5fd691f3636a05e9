"""Phone numbers, kept as E.164 however people write them."""

from __future__ import annotations

import phonenumbers

HOME = "PK"  # 0300 1234567 is Pakistan


def e164(text: str) -> str | None:
    """`+923001234567` of `0300-1234567`; None for what is no number anybody can have."""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
