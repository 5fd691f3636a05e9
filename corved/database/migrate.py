"""Brings a database to the newest schema, and gives the web app its login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from corved.config import MIGRATIONS
from corved.database.baseline import adopt_baseline

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig


def alembic_config() -> AlembicConfig:
    """Return Alembic's configuration.

    Alembic is imported here: a database that is up to date does not need it.
    """
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(owner_url: URL | str) -> None:
    """Run the migrations that the database lacks, as its owner. They go forward only; a backup goes back."""
    from alembic import command

    engine = create_engine(owner_url)
    config = alembic_config()
    try:
        with engine.connect() as connection:
            adopt_baseline(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()


def create_web_login(owner_url: URL | str, password: str) -> None:
    """Let corved_web, which owns and inherits nothing, sign in with this password."""
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            statement = sql.SQL("alter role corved_web login noinherit password {}")
            driver.execute(statement.format(sql.Literal(password)))
    finally:
        engine.dispose()


def newest_revision() -> str:
    """Return the revision of this code's schema.

    Every migration writes it into one file, so that two branches with a migration conflict in git.
    """
    return (MIGRATIONS / "HEAD").read_text().strip()


def is_migrated(owner_url: URL | str) -> bool:
    """Say whether the database has the schema of this code."""
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            if connection.scalar(text("select to_regclass('public.alembic_version')")) is None:
                return False
            found = connection.scalars(text("select version_num from public.alembic_version")).all()
            return found == [newest_revision()]
    finally:
        engine.dispose()
