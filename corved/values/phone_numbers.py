"""Reads phone numbers, however people write them, and keeps them as E.164."""

from __future__ import annotations

import phonenumbers

HOME_CODE = 92
HOME = "PK"  # 0300 1234567 is Pakistan


def e164(text: str) -> str | None:
    """Return a phone number in E.164 form (`0300-1234567` becomes `+923001234567`), or None if it is not valid."""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    is_mobile_here = number.country_code == HOME_CODE and str(number.national_number).startswith("3")
    if is_mobile_here and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
