"""Prepares the database for a command, and gives the command the operator's rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from corved.config import Config
from corved.database.local import running_database, with_local_secret
from corved.database.migrate import create_web_login, is_migrated, know_operator, migrate
from corved.database.session import Identity, connect, db, make_engine, speak_for
from corved.values.derived_secrets import operator_key

Say = Callable[[str], None]


@contextmanager
def database_ready(config: Config, say: Say, *, attach: bool = False) -> Iterator[Engine]:
    """Start and migrate the database; yield the web login's engine.

    attach: use the embedded one that another process runs.
    """
    config = with_local_secret(config)
    with running_database(config, say, attach=attach) as database:
        if database.owner_url is not None:
            if not is_migrated(database.owner_url):
                say("Bringing the database to the newest schema ...")
                migrate(database.owner_url)
            if database.web_password is not None:
                create_web_login(database.owner_url, database.web_password)
            know_operator(database.owner_url, operator_key(config.secret_key))
        engine = make_engine(database.web_url, operator_key(config.secret_key))
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def as_operator(engine: Engine) -> Iterator[None]:
    """Act with the rights of the operator, which are those of an admin. Audit rows name no person."""
    connect(engine)
    speak_for(Identity("app_admin"))
    try:
        yield
    finally:
        db.remove()


def is_empty() -> bool:
    """Say whether the academy has no people yet."""
    return not db.scalar(text("select exists (select 1 from users)"))
