"""One embedded PostgreSQL a worker, real commits, rows deleted after each test. The clock is the one fake."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import Engine, event

from corved import clock, create_app
from corved.config import Config
from corved.database.embedded import SUPERUSER, EmbeddedPostgres
from corved.database.session import Identity, connect, db, speak_for
from corved.web.extensions import limiter
from tests.databases import SECRET_KEY, prepare, web_engine
from tests.given import Cast, make_cast
from tests.page_client import PageClient
from tests.programs import MISSING

pytest_plugins = ["tests.summary"]

# A Monday morning; London is on winter time, New York changes its clocks on 8 March, London on 29 March.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# Nothing has to survive, and nobody replicates.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}

# CORVED_EXAMPLES=10 looks ten times as far; tests that walk through the database take a part of it.
EXAMPLES = 60 * int(os.environ.get("CORVED_EXAMPLES", "1"))
settings.register_profile("corved", deadline=None, max_examples=EXAMPLES, derandomize=bool(os.environ.get("CI")))
settings.load_profile("corved")


def pytest_sessionstart() -> None:
    """CI skips nothing that it could install."""
    if MISSING and os.environ.get("CI"):
        pytest.exit(f"CI must have {', '.join(MISSING)}: make programs", returncode=1)


def pytest_collection_finish() -> None:
    """Parsed pages are many small objects: looking for rubbish less often saves a twentieth of a run."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def cluster() -> Iterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="corved-test-") as folder:
        Path(folder).chmod(0o711)
        cluster = EmbeddedPostgres(Path(folder) / "cluster", settings=FAST)
        cluster.start()
        prepare(cluster)
        yield cluster
        cluster.stop()


@pytest.fixture(scope="session")
def superuser(cluster: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    """Sees everything, whatever the policies say; for asking and for cleaning up."""
    url = cluster.url(SUPERUSER)
    with psycopg.connect(
        host=str(url.query["host"]), user=SUPERUSER, password=url.password, dbname="corved", autocommit=True
    ) as connection:
        yield connection


@pytest.fixture(scope="session")
def engine(cluster: EmbeddedPostgres) -> Iterator[Engine]:
    engine = web_engine(cluster)
    connect(engine)
    yield engine
    db.remove()
    engine.dispose()


@pytest.fixture(scope="session")
def cast(engine: Engine, superuser: psycopg.Connection) -> Cast:
    """The people of every test; made once, kept, without the history of their making."""
    with clock.at(NOW):
        speak_for(Identity("app_admin"))
        made = make_cast()
    db.remove()
    delete_rows(superuser, made)
    return made


@pytest.fixture(autouse=True)
def at_now(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is NOW, except in the browser, which has a clock of its own."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    with clock.at(NOW):
        yield


@pytest.fixture
def world(cast: Cast, engine: Engine, superuser: psycopg.Connection) -> Iterator[Cast]:
    """The cast in an otherwise empty academy. We speak for its admin until a test says otherwise."""
    connect(engine)
    speak_for(Identity("app_admin", cast.admin))
    yield cast
    db.rollback()
    db.remove()
    kept_facts_are_true(superuser)
    delete_rows(superuser, cast)


def kept_facts_are_true(superuser: psycopg.Connection) -> None:
    """What the database keeps beside a package is, after each test, what the views work out."""
    wrong = superuser.execute(
        """
        select p.id, p.lacks_sessions, x.lacking, p.is_due, y.is_due, p.is_told, t.is_told
        from packages p join package_plans x on x.id = p.id join package_money y on y.id = p.id
        join package_told t on t.id = p.id
        where (p.lacks_sessions, p.is_due, p.is_told) is distinct from (x.lacking > 0, y.is_due, t.is_told)
        """
    ).fetchall()
    assert not wrong


CAST_TABLES = (
    "academy",
    "users",
    "user_roles",
    "learners",
    "subjects",
    "levels",
    "month_sizes",
    "session_lengths",
    "currencies",
    "prices",
)


@pytest.fixture
def cast_put_back(world: Cast, superuser: psycopg.Connection) -> Iterator[None]:
    """For tests that change the people of every test: afterwards they are as they were."""
    for table in CAST_TABLES:
        superuser.execute(f"create temporary table kept_{table} as select * from {table}")
    yield
    db.rollback()
    delete_rows(superuser, world)
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        for table in CAST_TABLES:
            superuser.execute(f"delete from {table}")
            superuser.execute(f"insert into {table} select * from kept_{table}")
            superuser.execute(f"drop table kept_{table}")


def tables_of(superuser: psycopg.Connection) -> frozenset[str]:
    """Every table of the database but Alembic's own."""
    query = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    return frozenset(name for (name,) in superuser.execute(query)) - {"alembic_version"}


# The tutors of the cast may teach everything.
APPROVED = """
    with profiles as (
        insert into tutor_profiles (user_id, is_approved) select user_id, true from user_roles where role = 'tutor')
    insert into tutor_subjects (tutor_user_id, subject_id, level_id)
    select r.user_id, s.id, l.id
    from user_roles r, subjects s, levels l where r.role = 'tutor'
"""


@cache
def emptying(superuser: psycopg.Connection) -> str:
    """Join the deletes of all tables without cast rows into one statement, sent in one round trip."""
    emptied = sorted(tables_of(superuser) - set(CAST_TABLES))
    return "; ".join(f"delete from {table}" for table in emptied)


def delete_rows(superuser: psycopg.Connection, cast: Cast) -> None:
    kept = [str(each) for each in cast.everybody]
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        superuser.execute(emptying(superuser))
        for table, column in (("learners", "account_user_id"), ("user_roles", "user_id"), ("users", "id")):
            superuser.execute(f"delete from {table} where {column} <> all(%s::uuid[])", (kept,))
        superuser.execute(APPROVED)


@pytest.fixture(scope="session")
def app(engine: Engine) -> Flask:
    app = create_app(Config(secret_key=SECRET_KEY, production=False), engine)
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    limiter.enabled = False
    return app


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements sent from here on, but for those that bind the identity."""
    seen: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "/* identity */" not in statement and not statement.startswith(("SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    yield seen
    event.remove(engine, "before_cursor_execute", remember)


@pytest.fixture
def client(app: Flask, world: Cast, superuser: psycopg.Connection) -> PageClient:
    """A browser without JavaScript that inspects every page it is given."""
    return PageClient(app, superuser)
