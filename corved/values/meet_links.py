"""Reads links of Google Meet as people copy them."""

from __future__ import annotations

import re

MEET_LINK = re.compile(r"https://meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}")
AS_COPIED = re.compile(r"(?:https?://)?(meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3})/?(?:[?#]\S*)?", re.IGNORECASE)


def meet_link(text: str) -> str | None:
    """Return a link like `https://meet.google.com/abc-defg-hij`, or None for a text that is not one.

    It may lack https, have capitals, and end in what Google adds, such as `?authuser=0`.
    """
    found = AS_COPIED.fullmatch(text.strip())
    return f"https://{found[1].lower()}" if found else None
