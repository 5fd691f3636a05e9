"""Waiting for what must happen, however busy the machine is. No test measures seconds; `make bench` does."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120.0  # seconds: only what never happens takes them


def wait_for(what: Callable[[], object]) -> None:
    """Ask until the answer is yes."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
