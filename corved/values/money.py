"""Reads amounts of money as people write them, and writes them as people read them.

An amount is an integer of its currency's minor unit. Amounts of two currencies are never added.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Currency(NamedTuple):
    """A currency, as people write it.

    digits: of its minor unit; kept amounts depend on it, so it never changes. marks: what people write beside the code.
    sign: what stands before an amount; without one, the code stands behind it.
    """

    name: str
    digits: int
    marks: tuple[str, ...] = ()
    sign: str = ""


# Codes of ISO 4217. Rupees have no smaller unit in use: the last paisa coins were withdrawn in 2014.
CURRENCIES = {
    "PKR": Currency("Pakistani rupee", 0, ("rs.", "rs", "₨")),
    "GBP": Currency("British pound", 2, ("£",), "£"),
    "USD": Currency("US dollar", 2, ("us$", "$")),
    "EUR": Currency("Euro", 2, ("€",), "€"),
    "AED": Currency("UAE dirham", 2, ("dhs.", "dhs", "dh")),
    "SAR": Currency("Saudi riyal", 2, ("sr",)),
    "QAR": Currency("Qatari riyal", 2, ("qr",)),
    "KWD": Currency("Kuwaiti dinar", 3, ("kd",)),
    "BHD": Currency("Bahraini dinar", 3, ("bd",)),
    "OMR": Currency("Omani rial", 3, ("ro",)),
    "CAD": Currency("Canadian dollar", 2, ("ca$", "c$", "$")),
    "AUD": Currency("Australian dollar", 2, ("a$", "$")),
    "NZD": Currency("New Zealand dollar", 2, ("nz$", "$")),
    "SGD": Currency("Singapore dollar", 2, ("s$", "$")),
    "MYR": Currency("Malaysian ringgit", 2, ("rm",)),
    "INR": Currency("Indian rupee", 2, ("rs.", "rs", "₹")),
    "BDT": Currency("Bangladeshi taka", 2, ("tk.", "tk", "৳")),
    "TRY": Currency("Turkish lira", 2, ("tl", "₺")),
    "ZAR": Currency("South African rand", 2, ("r",)),
    "KES": Currency("Kenyan shilling", 2, ("ksh",)),
    "NOK": Currency("Norwegian krone", 2, ("kr",)),
    "SEK": Currency("Swedish krona", 2, ("kr",)),
    "DKK": Currency("Danish krone", 2, ("kr",)),
    "CHF": Currency("Swiss franc", 2, ("fr.", "fr")),
}
MOST = 1_000_000_000  # of a minor unit; rupees: see `most`
MOST_WHOLE = 10_000_000
GROUPED = (
    r"\d+",
    r"\d{1,3}(?:,\d{3})+",  # 1,234,567
    r"\d{1,2}(?:,\d{2})*,\d{3}",  # 12,34,567
    r"\d{1,3}(?:[ \xa0\u202f]\d{3})+",  # 1 234 567
)


def read_amount(text: str, currency: str) -> int | None:
    """Return an amount in the currency's minor unit, or None where it cannot be read with certainty.

    In rupees `24,000`, `1,00,000`, `Rs 24,000/-` and `24000.00` are amounts; `24000,00`, `34,5`, `24.000`, `24k` and
    `£120` are not. In pounds `120`, `£120.50` and `120.00 GBP` are.
    """
    digits = CURRENCIES[currency].digits
    marks = "|".join(re.escape(mark) for mark in (*CURRENCIES[currency].marks, currency))
    part = rf"(?:\.(?P<part>\d{{{digits}}}|00?))?" if digits else r"(?:\.00?)?"
    pattern = rf"(?:(?:{marks})\s*)?(?P<whole>{'|'.join(GROUPED)}){part}(?:\s*/[-=])?(?:\s*(?:{marks}))?"
    found = re.fullmatch(pattern, text.strip(), re.IGNORECASE)
    if found is None:
        return None
    minor = (found["part"] if digits else None) or ""
    return int(re.sub(r"\D", "", found["whole"]) + minor.ljust(digits, "0"))


def most(currency: str) -> int:
    """Return the highest amount that can be recorded, in the minor unit."""
    return min(MOST, MOST_WHOLE * int(10 ** CURRENCIES[currency].digits))


def typed(amount: int, currency: str) -> str:
    """Return an amount as it is typed into a field: 24000, 120 or 120.50."""
    digits = CURRENCIES[currency].digits
    whole, part = divmod(abs(amount), 10**digits)
    minus = "-" if amount < 0 else ""
    return f"{minus}{whole}.{part:0{digits}d}" if part else f"{minus}{whole}"


def example_of(currency: str) -> str:
    """Return an amount as somebody could type it."""
    return (
        "24,000"
        if CURRENCIES[currency].digits == 0
        else typed(12_050 * 10 ** (CURRENCIES[currency].digits - 2), currency)
    )


def money(amount: int, currency: str) -> str:
    """Return an amount as people read it: `24,000 PKR`, `£120`, `£120.50`, `150 USD`."""
    known = CURRENCIES[currency]
    whole, part = divmod(abs(amount), 10**known.digits)
    shown = f"{whole:,}.{part:0{known.digits}d}" if part else f"{whole:,}"
    minus = "−" if amount < 0 else ""
    return f"{minus}{known.sign}{shown}" if known.sign else f"{minus}{shown} {currency}"


def part_of(amount: int, whole: int, currency: str) -> str:
    """Return a part of an amount as people read it: `1,000 of 24,000 PKR`, `£60 of £120`."""
    return f"{money(amount, currency).removesuffix(f' {currency}')} of {money(whole, currency)}"
