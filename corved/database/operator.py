"""Prepares the database for a command, and gives the command the operator's rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from corved.config import Config, ConfigurationError
from corved.database.handshake import look_at_schema
from corved.database.local import Database, refuse_without_cluster, running_database, with_local_secret
from corved.database.migrate import create_web_login, has_schema, is_migrated, know_operator, migrate
from corved.database.session import Identity, connect, db, make_engine, speak_for
from corved.values.derived_secrets import operator_key

Say = Callable[[str], None]


@contextmanager
def database_ready(
    config: Config, say: Say, *, attach: bool = False, upgrades: bool = False, makes: bool = False
) -> Iterator[Engine]:
    """Start the database; yield the web login's engine.

    attach: use the embedded one that another process runs. upgrades: bring it to the newest schema and give it its
    logins; every other command changes neither. makes: make an embedded one where there is none yet; else that is a
    ConfigurationError. Raises OtherSchema.
    """
    if not makes:
        refuse_without_cluster(config)
    if not (config.is_embedded or config.secret_key):
        raise ConfigurationError("Set SECRET_KEY to the same value as in the web processes.")
    config = with_local_secret(config)
    with running_database(config, say, attach=attach) as database:
        if upgrades or (database.is_ours and database.owner_url is not None and not has_schema(database.owner_url)):
            _upgrade(database, config, say)
        engine = make_engine(database.web_url, operator_key(config.secret_key))
        try:
            look_at_schema(engine)
            yield engine
        finally:
            engine.dispose()


def _upgrade(database: Database, config: Config, say: Say) -> None:
    if database.owner_url is None:
        raise ConfigurationError("Set DATABASE_URL to the database's owner: it is needed to upgrade.")
    if not is_migrated(database.owner_url):
        say("Bringing the database to the newest schema ...")
        migrate(database.owner_url)
    if database.web_password is not None:
        create_web_login(database.owner_url, str(database.web_url.username), database.web_password)
    if know_operator(database.owner_url, operator_key(config.secret_key)):
        say("SECRET_KEY has changed. Give every process the same one and restart them.")


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
