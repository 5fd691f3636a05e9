"""Gives the current time. No other module reads the system's clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


def pretended() -> str:
    """Return the instant that the clock was set to, in ISO 8601, or '' while it is the system's."""
    instant = _pretended.get()
    return instant.isoformat() if instant else ""


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Set the clock to an instant (aware) for the demo, whose past has to happen, and for tests."""
    token = _pretended.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)
