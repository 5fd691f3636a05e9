"""Reads phone numbers, however people write them, keeps them as E.164, and shows them with their country."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult
from phonenumbers.timezone import time_zones_for_number

HOME = "PK"  # 0300 1234567 is Pakistan
MOBILE_HERE = "+923"
LINK = re.compile(r"(?:(?:https?://)?(?:www\.)?wa\.me/|tel:)", re.IGNORECASE)
SYMBOLS = set(" -.()/+\xa0\u2010\u2011\u2012\u2013")
# Ofcom keeps these numbers for films and examples. They belong to nobody, so phonenumbers does not call them valid.
FOR_EXAMPLES = re.compile(r"\+447700900\d{3}")


def e164(text: str) -> str | None:
    """Return a phone number in E.164 form, or None where it cannot be read with certainty.

    A number without its country is one of Pakistan (`0300-1234567` becomes `+923001234567`). If it is not valid there,
    it is read as an international number without its plus (`971501234567`), and must be valid as one. A link of
    WhatsApp (`https://wa.me/971501234567`) has an international number.
    """
    typed = text.strip()
    link = LINK.match(typed)
    digits = typed[link.end() :] if link else typed
    if not all(each.isdigit() or each in SYMBOLS for each in digits):
        return None
    if "/" in digits and _possible(_parsed(digits.partition("/")[0])):
        return None  # two numbers, or an extension
    if digits.startswith(("+", "00")):
        return _possible(_parsed(digits))
    is_from_whatsapp = link is not None and "wa.me" in link.group().lower()
    return (None if is_from_whatsapp else _valid(_parsed(digits))) or _valid(_parsed(f"+{digits}"))


def international(number: str) -> str:
    """Return a number in E.164 form as people read it, with its country: `+44 7700 900123, United Kingdom`."""
    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_number(parsed)
    country = _countries().get(region or phonenumbers.region_code_for_country_code(parsed.country_code or 0), "")
    shown = international_digits(number)
    return f"{shown}, {country}" if country else shown


def international_digits(number: str) -> str:
    """Return a number in E.164 form with its spaces: `+44 7700 900123`. Anything else stays as it is."""
    parsed = _parsed(number)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL) if parsed else number


def number_as_read(typed: str | None) -> str:
    """Return how a typed phone number is read, with its country; '' where it cannot be read."""
    number = e164(typed or "")
    return f"You entered {international(number)}." if number else ""


def zone_of(number: str) -> str | None:
    """Return the time zone of a number in E.164 form, as an IANA name, or None where its country has several."""
    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    zones = _zones().get(phonenumbers.region_code_for_number(parsed) or region, [])
    if len(zones) == 1:
        return zones[0]
    by_area = time_zones_for_number(parsed)
    return by_area[0] if len(by_area) == 1 and by_area[0] in zones else None


def _parsed(text: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return None


def _possible(number: PhoneNumber | None) -> str | None:
    """Return E.164 for a number that has its country: its length must fit, of Pakistan's mobiles the digits as well.

    Countries open new ranges that this release of phonenumbers does not know.
    """
    if number is None or phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None  # too short, too long, or a number that is dialled within a town only
    formatted = _formatted(number)
    return _valid(number) if formatted.startswith(MOBILE_HERE) else formatted


def _valid(number: PhoneNumber | None) -> str | None:
    if number is None:
        return None
    formatted = _formatted(number)
    return formatted if phonenumbers.is_valid_number(number) or FOR_EXAMPLES.fullmatch(formatted) else None


def _formatted(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@cache
def _zones() -> dict[str, list[str]]:
    """Return the zones of each country by its ISO 3166 code, as tzdata has them."""
    found: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _where, name, *_remark = line.split("\t")
            found.setdefault(country, []).append(name)
    return found


@cache
def _countries() -> dict[str, str]:
    """Return the English names of countries by their ISO 3166 code, as tzdata has them."""
    lines = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8").splitlines()
    names = dict(line.split("\t") for line in lines if not line.startswith("#"))
    return names | {"GB": "United Kingdom"}  # which it calls Britain (UK)
