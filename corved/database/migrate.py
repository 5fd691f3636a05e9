"""Brings a database to the newest schema, and gives the web app its login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from corved.config import MIGRATIONS
from corved.database.baseline import adopt_baseline
from corved.database.schema_files import apply_all, show_rows_to_owner

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

WEB_GROUP = "corved_web"  # what a web login may do is granted to it
UPGRADE = 7_341_905  # the advisory lock of whoever upgrades
# The oldest revision whose code runs on this schema. Raise it with a migration that takes away what that code uses.
SERVES_SINCE = "0134"


def alembic_config() -> AlembicConfig:
    """Return Alembic's configuration.

    Alembic is imported here: a database that is up to date does not need it.
    """
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(owner_url: URL | str, *, only_to: str = "head", anew: bool = False) -> None:
    """Run the migrations that the database lacks, as its owner, in one transaction.

    They go forward only; a backup goes back. Of several processes that do it at once, the others wait for the first.
    only_to: a revision whose tables are wanted, without functions, triggers, views and access, to read a backup into.
    anew: make all of these again.
    """
    from alembic import command

    engine = create_engine(owner_url)
    config = alembic_config()
    try:
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": UPGRADE})
            is_newest = _revision(connection) == newest_revision()
            if not is_newest:
                adopt_baseline(connection)
                show_rows_to_owner(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, only_to)
            if only_to == "head" and (anew or not is_newest):
                apply_all(connection)
                connection.execute(text("update app.keys set serves_since = :since"), {"since": SERVES_SINCE})
            connection.commit()
    finally:
        engine.dispose()


def create_web_login(owner_url: URL, login: str, password: str) -> None:
    """Let the web login of this database sign in with this password; do nothing where it can already.

    login: corved_web, or a member of it that is this database's own, so that several academies share a cluster. Only
    the password's SCRAM verifier is sent. Nobody else may connect to the database or make temporary tables in it.
    """
    if _can_sign_in(owner_url.set(username=login, password=password)):
        return
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            names = {"login": sql.Identifier(login), "database": sql.Identifier(str(owner_url.database))}
            verifier = driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
            known = driver.execute("select 1 from pg_roles where rolname = %s", (login,)).fetchone()
            if not known:
                driver.execute(sql.SQL("create role {login} in role corved_web").format(**names))
            statement = sql.SQL("alter role {login} login {inherit} password {verifier}")
            inherit = sql.SQL("noinherit" if login == WEB_GROUP else "inherit")
            driver.execute(statement.format(inherit=inherit, verifier=sql.Literal(verifier.decode()), **names))
            driver.execute(sql.SQL("revoke all on database {database} from public").format(**names))
            driver.execute(sql.SQL("grant connect on database {database} to {login}").format(**names))
    finally:
        engine.dispose()


def _can_sign_in(url: URL) -> bool:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            own = "select not has_database_privilege('public', current_database(), 'connect, temporary')"
            return connection.scalar(text(own)) is True
    except OperationalError:
        return False
    finally:
        engine.dispose()


def know_operator(owner_url: URL | str, operator_key: bytes) -> bool:
    """Let whoever has this key act as the operator.

    False: the database knew it already, or had none; nobody else's key has ended.
    """
    engine = create_engine(owner_url)
    had = text("select operator from app.keys for update")
    known = text("update app.keys set operator = sha256(:key) where operator is distinct from sha256(:key)")
    try:
        with engine.begin() as connection:
            before = connection.scalar(had)
            changed = connection.execute(known, {"key": operator_key}).rowcount
            return bool(before is not None and changed)
    finally:
        engine.dispose()


def newest_revision() -> str:
    """Return the revision of this code's schema.

    Every migration writes it into one file, so that two branches with a migration conflict in git.
    """
    return (MIGRATIONS / "HEAD").read_text().strip()


def has_schema(owner_url: URL | str) -> bool:
    """Say whether the database has a schema of CorvEd, of whatever revision."""
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            return _revision(connection) is not None
    finally:
        engine.dispose()


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
