"""How receipts are numbered."""

from __future__ import annotations

from datetime import date


def receipt_label(number: int, paid_on: date) -> str:
    """Return a receipt's number with its year, as it is printed: 2026-0114. The number goes on over the years."""
    return f"{paid_on.year}-{number:04d}"
