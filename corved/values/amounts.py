"""Reads amounts of money as people write them."""

from __future__ import annotations

import re

MOST_PKR = 10_000_000
CURRENCY = r"(?:rs\.?|pkr|₨)"
GROUPED = (
    r"\d+",
    r"\d{1,3}(?:,\d{3})+",  # 1,234,567
    r"\d{1,2}(?:,\d{2})*,\d{3}",  # 12,34,567
    r"\d{1,3}(?:[ \xa0\u202f]\d{3})+",  # 1 234 567
)
AMOUNT = re.compile(
    rf"(?:{CURRENCY}\s*)?(?P<digits>{'|'.join(GROUPED)})(?:\.00?)?(?:\s*/[-=])?(?:\s*{CURRENCY})?", re.IGNORECASE
)


def rupees(text: str) -> int | None:
    """Return an amount in whole rupees, or None where it cannot be read with certainty.

    `24,000`, `1,00,000`, `Rs 24,000/-` and `24000.00` are amounts; `24000,00`, `34,5`, `24.000` and `24k` are not.
    """
    found = AMOUNT.fullmatch(text.strip())
    return int(re.sub(r"\D", "", found["digits"])) if found else None
