"""Brings a database to the newest schema, and gives the web app its login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL

from corved.config import MIGRATIONS
from corved.database.baseline import adopt_baseline
from corved.database.schema_files import apply_all

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

UPGRADE = 7_341_905  # the advisory lock of whoever upgrades


def alembic_config() -> AlembicConfig:
    """Return Alembic's configuration.

    Alembic is imported here: a database that is up to date does not need it.
    """
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(owner_url: URL | str) -> None:
    """Run the migrations that the database lacks, as its owner, in one transaction.

    They go forward only; a backup goes back. Of several processes that do it at once, the others wait for the first.
    """
    from alembic import command

    engine = create_engine(owner_url)
    config = alembic_config()
    try:
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": UPGRADE})
            if _revision(connection) != newest_revision():
                adopt_baseline(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                apply_all(connection)
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


def know_operator(owner_url: URL | str, operator_key: bytes) -> None:
    """Let whoever has this key act as the operator. Nothing is written where the database knows it already."""
    engine = create_engine(owner_url)
    known = text("update app.keys set operator = sha256(:key) where operator is distinct from sha256(:key)")
    try:
        with engine.begin() as connection:
            connection.execute(known, {"key": operator_key})
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
            return _revision(connection) == newest_revision()
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    """Return the database's revision; None for a database without a schema."""
    if connection.scalar(text("select to_regclass('public.alembic_version')")) is None:
        return None
    revision: str | None = connection.scalar(text("select version_num from public.alembic_version"))
    return revision
