"""Brings a database to the newest schema, and gives the web app its login."""

from __future__ import annotations

from alembic import command
from alembic.config import Config as AlembicConfig
from psycopg import sql
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from corved.config import PROJECT


def alembic_config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    return config


def migrate(owner_url: URL | str, revision: str = "head") -> None:
    """Runs the migrations as the owner, up to `revision` or, for an older one, down to it."""
    engine = create_engine(owner_url)
    config = alembic_config()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            down = revision == "base" or revision.startswith("-")
            (command.downgrade if down else command.upgrade)(config, revision)
            connection.commit()
    finally:
        engine.dispose()


def create_web_login(owner_url: URL | str, password: str) -> None:
    """Lets corved_web, which owns and inherits nothing, sign in with this password."""
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            statement = sql.SQL("alter role corved_web login noinherit password {}")
            driver.execute(statement.format(sql.Literal(password)))
    finally:
        engine.dispose()


def is_migrated(owner_url: URL | str) -> bool:
    """Whether the schema of this code is what the database has."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
            return MigrationContext.configure(connection).get_current_revision() == head
    finally:
        engine.dispose()
