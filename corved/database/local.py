"""Where the database is: the embedded one, or the one DATABASE_URL names."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from corved.config import Config, ConfigurationError
from corved.database.embedded import OWNER, WEB, AlreadyRunning, EmbeddedPostgres
from corved.values.derived_secrets import web_password

Say = Callable[[str], None]


@dataclass(frozen=True)
class Database:
    """How to reach it: as its owner (migrations; None on a machine that only serves), and as the web login."""

    owner_url: URL | None
    web_url: URL
    web_password: str | None = None


def external_database(config: Config) -> Database:
    """The database of DATABASE_URL and DATABASE_WEB_URL.

    A password that the latter gives to corved_web is given to it by migrating, too. Without it the web app signs in
    as corved_web, with a password made from SECRET_KEY, so that every process on every host knows it and nothing has
    to be handed around.
    """
    owner = make_url(config.database_url) if config.database_url else None
    if config.database_web_url:
        web = make_url(config.database_web_url)
        return Database(owner, web, web.password if web.username == WEB else None)
    if owner is None:
        raise ConfigurationError("Set DATABASE_URL or DATABASE_WEB_URL to the PostgreSQL to use.")
    password = web_password(config.secret_key)
    return Database(owner, owner.set(username=WEB, password=password), password)


@contextmanager
def running_database(config: Config, say: Say, *, attach: bool = False) -> Iterator[Database]:
    """The database, started if it is the embedded one and stopped afterwards.

    attach: use the embedded one that another process runs instead of refusing with AlreadyRunning.
    """
    if config.database_url or config.database_web_url:
        yield external_database(config)
        return
    cluster = EmbeddedPostgres(config.data, say=say)
    try:
        cluster.start()
    except AlreadyRunning:
        if not attach:
            raise
        cluster.attach()
        yield _embedded(cluster)
        return
    try:
        yield _embedded(cluster)
    finally:
        cluster.stop()


def with_local_secret(config: Config) -> Config:
    """For `corved run` without SECRET_KEY: one that is made once and kept in the data folder, readable by us only."""
    if config.secret_key:
        return config
    private = config.data / "private"
    private.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = private / "secret-key"
    if not path.exists():
        _write_privately(path, secrets.token_urlsafe(48))
    return replace(config, secret_key=path.read_text())


def _write_privately(path: Path, text: str) -> None:
    import os

    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _embedded(cluster: EmbeddedPostgres) -> Database:
    return Database(cluster.url(OWNER), cluster.url(WEB))
