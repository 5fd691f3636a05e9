"""Migrations: from empty, on PostgreSQL 15 too, from before the baseline; and the schema they make, in one file."""

import hashlib
import lzma
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from corved.config import MIGRATIONS, PROJECT
from corved.database.baseline import ForeignSchema
from corved.database.embedded import OWNER, SUPERUSER, EmbeddedPostgres
from corved.database.migrate import alembic_config, create_web_login, is_migrated, migrate, newest_revision
from corved.models import Base, Session
from corved.scheduling.statuses import STATUSES, is_live, is_to_come
from tests import given, schema
from tests.conftest import FAST, tables_of
from tests.patience import PATIENCE
from tests.programs import POSTGRES_15, needs
from tests.some import some

# pg_dump --inserts of the demo academy at revision 0027, the last before the baseline.
AT_0027 = lzma.decompress((Path(__file__).parent / "at_0027.sql.xz").read_bytes()).decode()
AT_0027 = AT_0027.replace("SET transaction_timeout = 0;", "")  # which PostgreSQL 15 does not know


@contextmanager
def at_0027(cluster):
    """A database at revision 0027 with the demo academy: (its name, a superuser's connection)."""
    cluster.create_database("old")
    engine = create_engine(cluster.url(SUPERUSER, "old"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.connection.driver_connection.execute(AT_0027)
    with engine.connect() as connection:
        connection.execute(text("set search_path = public"))
        yield "old", connection
    engine.dispose()
    cluster.drop_database("old")


@pytest.fixture
def old(cluster):
    with at_0027(cluster) as found:
        yield found


def test_there_is_one_head_that_is_written_down_and_numbers_are_in_order():
    script = ScriptDirectory.from_config(alembic_config())
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(101, 101 + len(names)))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)
    assert script.get_heads() == [newest_revision()]


def test_a_database_one_migration_behind_is_not_migrated(cluster):
    cluster.create_database("behind")
    owner = cluster.url(OWNER, "behind")
    assert not is_migrated(owner), "an empty database"
    migrate(owner)
    assert is_migrated(owner)

    engine = create_engine(owner)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0104'"))
    engine.dispose()

    assert not is_migrated(owner)
    cluster.drop_database("behind")


def test_the_schema_in_one_file_is_that_of_the_newest_migration(cluster):
    """`make schema` writes it."""
    cluster.create_database("newest")
    migrate(cluster.url(OWNER, "newest"))

    assert schema.dump(cluster, "newest") == schema.FILE.read_text()
    cluster.drop_database("newest")


def test_a_database_from_before_the_baseline_is_carried_on_without_loss(cluster, old):
    name, connection = old
    columns = columns_of(connection)
    before = checksums(connection, columns)
    assert sum(count for count, _checksum in before.values()) > 700

    migrate(cluster.url(OWNER, name))

    assert checksums(connection, {table: as_now(names) for table, names in columns.items()}) == before
    assert is_migrated(cluster.url(OWNER, name))
    assert schema.dump(cluster, name) == schema.FILE.read_text()


def test_a_migration_changes_the_rows_of_a_running_academy(cluster, old):
    """Forced row-level security hides them from the owner, too."""
    name, connection = old
    migrate(cluster.url(OWNER, name))

    assert connection.scalar(text("select min(hue) from users join tutor_profiles on user_id = id")) > 0


def test_a_session_that_was_moved_before_keeps_the_date_of_the_schedule_that_it_stands_for(cluster, old):
    name, connection = old
    migrate(cluster.url(OWNER, name))

    moved = connection.execute(
        text(
            """
            select s.nominal_date, s.local_start::date as local_date, json_agg(v.pattern -> 'days') as days
            from sessions s join match_patterns v on v.match_id = s.match_id
            where s.original_start_utc is not null and s.makes_up_id is null
            group by s.id
            """
        )
    ).all()

    assert any(each.nominal_date != each.local_date for each in some(moved))
    for each in moved:
        assert each.nominal_date.isoweekday() % 7 in {day for days in each.days for day in days}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("alter table sessions drop column sequence", "columns"),
        ("alter table packages alter column status set default 'active'", "columns"),
        (
            """alter table message_texts drop constraint message_texts_body_check,
                   add constraint message_texts_body_check check (length(body) >= 0)""",
            "constraints",
        ),
        ("drop index sessions_start; create index sessions_start on sessions (id)", "indexes"),
        ("alter table packages drop constraint packages_do_not_overlap", "constraints and indexes"),
        ("create or replace function app.sign_out() returns void language sql as ''", "functions"),
        ("drop trigger sessions_within_tier on sessions", "triggers"),
        ("drop policy sessions_app_student on sessions", "policies"),
    ],
)
def test_a_database_that_was_changed_by_hand_is_left_alone(cluster, old, change, named):
    name, connection = old
    connection.execute(text(change))

    with pytest.raises(ForeignSchema, match=f"^The {named} of this database are not those of revision 0027"):
        migrate(cluster.url(OWNER, name))

    assert connection.scalar(text("select version_num from alembic_version")) == "0027"


def test_what_belongs_to_an_extension_is_not_compared(cluster, old):
    name, connection = old
    connection.execute(text("create extension pg_stat_statements"))

    migrate(cluster.url(OWNER, name))

    assert is_migrated(cluster.url(OWNER, name))


def upgrade_in_three_processes(cluster, name):
    url = cluster.url(OWNER, name).render_as_string(hide_password=False)
    command = [sys.executable, "-c", f"from corved.database.migrate import migrate; migrate({url!r})"]
    processes = [subprocess.Popen(command, cwd=PROJECT) for _ in range(3)]

    assert [process.wait(PATIENCE) for process in processes] == [0, 0, 0]
    assert schema.dump(cluster, name) == schema.FILE.read_text()


def test_several_processes_may_upgrade_it_at_once(cluster, old):
    name, _connection = old
    upgrade_in_three_processes(cluster, name)


def test_several_processes_may_make_the_schema_at_once(cluster):
    cluster.create_database("empty")
    upgrade_in_three_processes(cluster, "empty")
    cluster.drop_database("empty")


def test_a_database_older_than_the_last_before_the_baseline_is_left_alone(cluster, old):
    name, connection = old
    connection.execute(text("update alembic_version set version_num = '0026'"))

    with pytest.raises(ForeignSchema, match="revision 0026"):
        migrate(cluster.url(OWNER, name))


def columns_of(connection) -> dict[str, str]:
    query = """select table_name, string_agg(quote_ident(column_name), ', ' order by ordinal_position)
               from information_schema.columns
               where table_schema = 'public' and table_name not in ('alembic_version', 'sign_in_attempts') group by 1"""
    return dict(connection.execute(text(query)).all())


def as_now(columns: str) -> str:
    """The same columns by their present names, or an expression that gives their value."""
    key = "(select lower(replace(rtrim(name, 's'), ' ', '_')) from levels where id = level_id)"
    price = r"coalesce((select amount from prices where sessions = \1), 0)"
    hours = r"(select \1 from tutor_hours where tutor_user_id = user_id)"
    columns = columns.replace("weekly_hours", f"coalesce({hours}, '[]')".replace(r"\1", "weekly_hours"))
    columns = columns.replace("hours_timezone", hours.replace(r"\1", "timezone"))
    return re.sub(r"price_(8|12|20)", price, re.sub(r"\blevel\b", key, columns).replace("_pkr", ""))


def checksums(connection, columns: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Each table's number of rows, and a digest of them."""
    found = {}
    for table, names in some(columns.items()):
        rows = sorted(map(str, connection.execute(text(f"select {names} from {table}"))))
        found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@needs("PostgreSQL 15")
def test_they_run_on_postgresql_15_too():
    folder = Path(tempfile.mkdtemp(prefix="corved-pg15-"))
    folder.chmod(0o711)
    cluster = EmbeddedPostgres(folder / "cluster", settings=FAST, binaries=POSTGRES_15)
    cluster.start()
    try:
        migrate(cluster.url(OWNER))
        create_web_login(cluster.url(OWNER), "corved_web_fifteen", "a password")
        assert is_migrated(cluster.url(OWNER))
        with at_0027(cluster) as (name, _connection):
            migrate(cluster.url(OWNER, name))
            assert is_migrated(cluster.url(OWNER, name))
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
        hidden = {"users": {"session_stamp"}, "sessions": {"is_live", "is_owed"}}.get(table.name, set())
        assert {name: real[name] for name in real if name not in hidden} == mapped, table.name


def test_the_generated_columns_say_what_python_says(superuser, world):
    """Of every status, with and without a time, settled and not."""
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    session = given.sessions_of(course)[0].id
    cases = [(each, False, None) for each in STATUSES] + [("no_show_tutor", False, "carried")]
    cases += [("rescheduled", True, None), ("rescheduled", True, "carried")]
    for status, needs_new_time, settled_as in some(cases):
        into = course.package if settled_as else None
        found = superuser.execute(
            """update sessions set status = %s, needs_new_time = %s, settled_as = %s, settled_into = %s where id = %s
               returning is_live, is_to_come, is_owed""",
            (status, needs_new_time, settled_as, into, session),
        ).fetchone()
        owed = Session(status=status, needs_new_time=needs_new_time, settled_as=settled_as).is_owed
        assert found == (is_live(status, needs_new_time), is_to_come(status, needs_new_time), owed), status
