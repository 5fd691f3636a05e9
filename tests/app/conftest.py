"""A database that goes away and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from tests.patience import wait_for

CONNECTIONS = "select pid from pg_stat_activity where usename = 'corved_web'"
END_CONNECTIONS = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'corved_web'"


class Database:
    """The web app's connection to the database, which a test can cut."""

    def __init__(self, superuser: psycopg.Connection) -> None:
        self.superuser = superuser

    def restarts(self) -> None:
        assert self._end_connections(), "there was none to lose"

    def goes_away(self) -> None:
        self.superuser.execute("alter role corved_web nologin")
        self._end_connections()

    def _end_connections(self) -> int:
        """End them and wait until all have ended; return how many there were. One may be ending by itself already."""
        ended = self.superuser.execute(END_CONNECTIONS).fetchall()
        wait_for(lambda: not self.superuser.execute(CONNECTIONS).fetchall())
        return len(ended)

    def comes_back(self) -> None:
        self.superuser.execute("alter role corved_web login")


@pytest.fixture
def database(superuser: psycopg.Connection, engine: Engine) -> Iterator[Database]:
    engine.dispose()  # one connection, not those that other tests left, known to be lost or not
    yield Database(superuser)
    superuser.execute("alter role corved_web login")
    engine.dispose()
