"""Checks e-mail addresses, as the database does (users_email_check)."""

from __future__ import annotations

import re

from corved.values.names import clean_name

PART = r"[^@\s,;:<>()\"\\\[\]]+"
ADDRESS = re.compile(f"{PART}@{PART}")
MOST_LENGTH = 254


def is_an_address(text: str) -> bool:
    """Say whether a text is one mailbox, without a name or a comment around it, and without what shows nothing."""
    return len(text) <= MOST_LENGTH and ADDRESS.fullmatch(text) is not None and clean_name(text) == text
