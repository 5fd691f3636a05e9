"""Finds the database: the embedded one, or the one DATABASE_URL names."""

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
    """How to reach the database: as its owner, and as the web login.

    owner_url: for migrations; None on a machine that only serves. web_password: that `corved migrate` gives to the web
    login; None for the embedded one's, and for a login that somebody else made. is_ours: the embedded one, which
    upgrades itself.
    """

    owner_url: URL | None
    web_url: URL
    web_password: str | None = None
    is_ours: bool = False


def external_database(config: Config) -> Database:
    """Return the database of DATABASE_URL and DATABASE_WEB_URL.

    `corved migrate` gives the password in DATABASE_WEB_URL to its login, where that is corved_web or begins with it.
    Without DATABASE_WEB_URL the web app signs in as corved_web_ and the database's name, with a password derived from
    SECRET_KEY, so that every process on every host knows it and several academies share a cluster.
    """
    owner = make_url(config.database_url) if config.database_url else None
    if config.database_web_url:
        web = make_url(config.database_web_url)
        return Database(owner, web, web.password if (web.username or "").startswith(WEB) else None)
    if owner is None:
        raise ConfigurationError("Set DATABASE_URL or DATABASE_WEB_URL to the PostgreSQL to use.")
    password = web_password(config.secret_key)
    return Database(owner, owner.set(username=f"{WEB}_{owner.database}"[:63], password=password), password)


def refuse_without_cluster(config: Config) -> None:
    """Refuse where the embedded database is not there yet, for commands that only look. Raises ConfigurationError."""
    if config.is_embedded and not (config.data / "postgres").exists():
        raise ConfigurationError(f"There is no database in {config.data} yet. Start one with: corved run")


@contextmanager
def running_database(config: Config, say: Say, *, attach: bool = False) -> Iterator[Database]:
    """Start the database if it is the embedded one, yield how to reach it, and stop it afterwards.

    attach: use the embedded one that another process runs, where there is one, instead of raising AlreadyRunning.
    """
    if not config.is_embedded:
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
    """Return the settings with a secret key.

    `corved run` without SECRET_KEY makes one, once, and keeps it in the data folder, readable by us only.
    """
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
    return Database(cluster.url(OWNER), cluster.url(WEB), is_ours=True)
