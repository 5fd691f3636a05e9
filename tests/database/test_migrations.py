"""Migrations: from empty, down again, and on PostgreSQL 15 too."""

import re
import shutil
import tempfile
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from corved.config import PROJECT
from corved.database.embedded import OWNER, SUPERUSER, EmbeddedPostgres
from corved.database.migrate import alembic_config, create_web_login, is_migrated, migrate, newest_revision
from corved.models import Base
from tests.conftest import FAST, tables_of
from tests.programs import POSTGRES_15, needs
from tests.some import some

VERSIONS = PROJECT / "migrations/versions"


def test_there_is_one_head_and_numbers_are_in_order():
    script = ScriptDirectory.from_config(alembic_config())
    assert len(script.get_heads()) == 1
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)
    assert script.get_heads() == [newest_revision()]


def test_a_database_one_migration_behind_is_not_migrated(cluster):
    cluster.create_database("behind")
    owner = cluster.url(OWNER, "behind")
    assert not is_migrated(owner), "an empty database"
    migrate(owner)
    assert is_migrated(owner)

    migrate(owner, "-1")

    assert not is_migrated(owner)
    cluster.drop_database("behind")


def schema(engine) -> dict:
    """Tables with columns, types, nullability and constraints, functions, policies and grants."""
    with engine.connect() as connection:
        return {
            name: sorted(map(str, connection.execute(text(query)).fetchall()))
            for name, query in {
                "columns": """select table_name, column_name, data_type, is_nullable, column_default
                              from information_schema.columns where table_schema = 'public'""",
                "constraints": """select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
                                  from pg_constraint where connamespace = 'public'::regnamespace
                                  and contype <> 'n'""",
                "indexes": "select indexdef from pg_indexes where schemaname = 'public'",
                "functions": """select oid::regprocedure::text, proacl::text from pg_proc
                                where pronamespace = 'app'::regnamespace""",
                "policies": "select tablename, policyname, roles::text, cmd, qual, with_check from pg_policies",
                "grants": """select relname, relacl::text from pg_class
                             where relnamespace = 'public'::regnamespace and relkind = 'r'""",
            }.items()
        }


def up_down_up(cluster: EmbeddedPostgres, database: str) -> None:
    cluster.create_database(database)
    owner = cluster.url(OWNER, database)
    engine = create_engine(cluster.url(SUPERUSER, database))
    migrate(owner)
    before = schema(engine)
    assert is_migrated(owner)

    migrate(owner, "base")
    assert [name for name in inspect(engine).get_table_names() if name != "alembic_version"] == []
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from pg_namespace where nspname = 'app'")) == 0
        left = connection.scalar(
            text("select count(*) from pg_type where typtype = 'e' and typnamespace = 'public'::regnamespace")
        )
        assert left == 0

    migrate(owner)
    assert schema(engine) == before
    engine.dispose()
    cluster.drop_database(database)


def test_they_run_from_empty_down_and_up_again(cluster):
    up_down_up(cluster, "migrations")


def test_each_step_down_works_on_its_own(cluster):
    cluster.create_database("steps")
    owner = cluster.url(OWNER, "steps")
    migrate(owner)
    engine = create_engine(cluster.url(SUPERUSER, "steps"))
    before = schema(engine)
    for _ in some(VERSIONS.glob("*.py")):
        migrate(owner, "-1")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(owner)
    assert schema(engine) == before
    engine.dispose()
    cluster.drop_database("steps")


@needs("PostgreSQL 15")
def test_they_run_on_postgresql_15_too():
    folder = Path(tempfile.mkdtemp(prefix="corved-pg15-"))
    folder.chmod(0o711)
    cluster = EmbeddedPostgres(folder / "cluster", settings=FAST, binaries=POSTGRES_15)
    cluster.start()
    try:
        up_down_up(cluster, "fifteen")
        migrate(cluster.url(OWNER))
        create_web_login(cluster.url(OWNER), "a password")
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_the_models_and_the_tables_are_the_same(superuser):
    assert {table.name for table in some(Base.metadata.sorted_tables)} <= tables_of(superuser)
    for table in Base.metadata.sorted_tables:
        rows = superuser.execute(
            "select column_name, is_nullable from information_schema.columns where table_name = %s", (table.name,)
        ).fetchall()
        real = {name: nullable == "YES" for name, nullable in rows} | {}
        mapped = {column.name: column.nullable for column in table.columns}
        hidden = {"session_stamp"} if table.name == "users" else set()
        assert {name: real[name] for name in real if name not in hidden} == mapped, table.name


ONE_MATCH = """
    with u as (insert into users (full_name, email, timezone)
               values ('A', 'a@b.example', 'Asia/Karachi'), ('T', 't@b.example', 'Asia/Karachi') returning id, email),
         s as (insert into subjects (name) values ('Math') returning id),
         l as (insert into learners (account_user_id, full_name)
               select id, 'L' from u where email = 'a@b.example' returning id),
         r as (insert into requests (learner_id, subject_id, level) select l.id, s.id, 'o_level' from l, s returning id)
    insert into matches (request_id, tutor_user_id, pattern)
    select r.id, u.id,
           '{"timezone": "Asia/Karachi", "days": [1], "time": "19:00"}' from r, u where email = 't@b.example'
"""


def test_a_schedule_that_was_kept_on_the_match_becomes_its_first_version_and_back(cluster):
    cluster.create_database("patterns")
    owner = cluster.url(OWNER, "patterns")
    engine = create_engine(cluster.url(SUPERUSER, "patterns"))
    migrate(owner, "0007")
    with engine.begin() as connection:
        connection.exec_driver_sql(ONE_MATCH)

    migrate(owner)
    with engine.connect() as connection:
        kept = connection.execute(text("select since::text, pattern ->> 'time' from match_patterns")).all()
    for _ in sorted(VERSIONS.glob("*.py"))[7:]:
        migrate(owner, "-1")
    with engine.connect() as connection:
        back = connection.scalar(text("select pattern ->> 'time' from matches"))

    assert kept == [("2000-01-01", "19:00")]
    assert back == "19:00"
    engine.dispose()
    cluster.drop_database("patterns")
