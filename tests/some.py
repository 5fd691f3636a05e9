"""For loops that must run: a test that looks at nothing must not pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def some(things: Iterable[T]) -> list[T]:
    """The things, of which there is at least one."""
    found = list(things)
    assert found, "there is nothing to look at"
    return found
