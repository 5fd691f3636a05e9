"""Reads what somebody signs in with: an e-mail address or, for those without one, a WhatsApp number."""

from __future__ import annotations

from corved.problems import Problem
from corved.values.email_addresses import is_an_address
from corved.values.phone_numbers import e164


def sign_in_address(typed: str) -> str:
    """Return the address as it is kept: an e-mail address in lower case, or a number as E.164.

    What is neither stays as it was typed, and is found nowhere.
    """
    text = typed.strip().lower()
    return text if "@" in text else e164(text) or text


def email_or_number(email: str, whatsapp: str | None) -> str | None:
    """Return the e-mail address as it is kept, None without one. Raises Problem where there is no number either."""
    address = email.strip().lower()
    if address and not is_an_address(address):
        raise Problem("That is not an e-mail address.", "email")
    if not address and not whatsapp:
        raise Problem("Enter an e-mail address or a WhatsApp number: they sign in with it.", "email")
    return address or None
