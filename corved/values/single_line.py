"""Cleans names and other short texts into one line, for messages, letter heads and calendars."""

from __future__ import annotations


def one_line(text: str | None) -> str:
    """Return a text on one line: without control characters, and with single spaces."""
    words = " ".join((text or "").split())
    return "".join(each for each in words if each.isprintable() or each > "\x9f").strip()
