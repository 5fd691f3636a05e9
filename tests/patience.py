"""Waiting for what must happen, however busy the machine is. No test measures seconds; `make bench` does."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg

PATIENCE = 120.0  # seconds: only what never happens takes them


def wait_for(what: Callable[[], object]) -> None:
    """Ask until the answer is yes."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def end_connections(superuser: psycopg.Connection) -> None:
    """End every connection of the web app, and return when all of them have ended."""
    milliseconds = int(PATIENCE * 1000)
    query = "select pg_terminate_backend(pid, %s) from pg_stat_activity where usename = 'corved_web'"
    assert all(ended for (ended,) in superuser.execute(query, (milliseconds,)))
