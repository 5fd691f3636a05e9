"""Names and other short texts: one line, as they stand in a message, in a letter's head or in a calendar."""

from __future__ import annotations


def one_line(text: str | None) -> str:
    """Without line breaks and control characters; runs of space become one."""
    words = " ".join((text or "").split())
    return "".join(each for each in words if each.isprintable() or each > "\x9f").strip()
