"""A short mark of what a page showed, so that an act is asked about again when it has changed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2s


def mark_of(shown: Iterable[object]) -> str:
    """Return another mark for other things, in whatever order they were shown; '' for nothing."""
    words = sorted(map(str, shown))
    return blake2s("\n".join(words).encode(), digest_size=6).hexdigest() if words else ""
