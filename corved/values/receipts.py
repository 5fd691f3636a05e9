"""How receipts are numbered."""

from __future__ import annotations


def receipt_label(number: int) -> str:
    """Return a receipt's number as it is printed: 0114."""
    return f"{number:04d}"
