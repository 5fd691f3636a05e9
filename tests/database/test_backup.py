"""A backup, read into an empty cluster, gives the same database: every table, count and checksum."""

import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from corved.database.backup import BackupError, keep_newest, read_backup, read_into, write_backup
from corved.database.embedded import OWNER, SUPERUSER, EmbeddedPostgres
from corved.database.migrate import has_schema, migrate
from tests import given, schema
from tests.conftest import FAST


@pytest.fixture
def empty():
    with tempfile.TemporaryDirectory(prefix="corved-restore-") as folder:
        Path(folder).chmod(0o711)
        cluster = EmbeddedPostgres(Path(folder) / "cluster", settings=FAST)
        cluster.start()
        yield cluster
        cluster.stop()


def contents(cluster):
    """Table → (rows, checksum over all of them)."""
    url = cluster.url(SUPERUSER)
    host = str(url.query["host"])
    with psycopg.connect(host=host, user=SUPERUSER, password=url.password, dbname="corved") as connection:
        tables = connection.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 2200"
        ).fetchall()
        return {
            name: connection.execute(
                f"select count(*), md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from {name} t"
            ).fetchone()
            for (name,) in tables
        }


def test_it_gives_the_same_database_in_an_empty_cluster(world, cluster, empty, tmp_path):
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    write_backup(cluster.url(OWNER), cluster.binaries, tmp_path / "corved.backup")

    read_into(empty, tmp_path / "corved.backup")

    assert contents(empty) == contents(cluster)
    assert contents(empty)["sessions"][0] == 8
    assert (tmp_path / "corved.backup").stat().st_mode & 0o077 == 0


def test_it_is_neither_written_over_a_file_nor_read_over_people(world, cluster, empty, tmp_path):
    file = tmp_path / "corved.backup"
    write_backup(cluster.url(OWNER), cluster.binaries, file)
    with pytest.raises(BackupError, match="exists already"):
        write_backup(cluster.url(OWNER), cluster.binaries, file)
    with pytest.raises(BackupError, match="This database is not empty"):
        read_into(cluster, file)


def test_a_file_that_is_none_changes_nothing(empty, tmp_path):
    migrate(empty.url(OWNER))
    (tmp_path / "x").write_text("nonsense")

    with pytest.raises(BackupError, match="could not be read"):
        read_into(empty, tmp_path / "x")

    assert contents(empty)["users"][0] == 0


def test_a_dump_of_another_program_is_refused(cluster, empty, superuser, tmp_path):
    cluster.create_database("others")
    cluster.ask("others", "select set_config('application_name', 'x', false)")
    file = tmp_path / "others.dump"
    subprocess.run(
        [
            cluster.binaries / "pg_dump",
            "--format=custom",
            f"--file={file}",
            cluster.url(SUPERUSER, "others").set(drivername="postgresql").render_as_string(hide_password=False),
        ],
        check=True,
    )
    cluster.drop_database("others")
    with pytest.raises(BackupError, match="is no backup of CorvEd"):
        read_into(empty, file)
    assert contents(empty)["users"][0] == 0


def test_nothing_of_a_file_is_executed(cluster, empty, world, superuser, tmp_path):
    """A dump with a function and a trigger of its own brings neither."""
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    superuser.execute("create function public.evil() returns trigger language plpgsql as 'begin return new; end'")
    superuser.execute("create trigger evil before insert on sessions for each row execute function evil()")
    try:
        write_backup(cluster.url(OWNER), cluster.binaries, tmp_path / "x.backup")
    finally:
        superuser.execute("drop trigger evil on sessions")
        superuser.execute("drop function public.evil()")
    read_into(empty, tmp_path / "x.backup")
    assert empty.ask("corved", "select count(*) from pg_proc where proname = 'evil'") == 0
    assert contents(empty)["sessions"][0] == 8
    dumped = schema.dump(empty, "corved")
    assert dumped == schema.FILE.read_text(), "functions, triggers and access are ours"


def test_the_newest_are_kept(tmp_path):
    names = [f"corved-2026030{day}-020000.backup" for day in range(1, 6)]
    for name in (*names, "other.backup"):
        (tmp_path / name).touch()
    assert [path.name for path in keep_newest(tmp_path, 2)] == names[:3]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*names[3:], "other.backup"]


def test_a_file_whose_rows_do_not_fit_leaves_the_database_as_it_was(world, cluster, empty, superuser, tmp_path):
    superuser.execute("alter table subjects add column colour text")
    try:
        write_backup(cluster.url(OWNER), cluster.binaries, tmp_path / "x.backup")
    finally:
        superuser.execute("alter table subjects drop column colour")
    empty.create_database("fresh")
    for _ in range(2):
        with pytest.raises(BackupError, match=r"its rows do not fit this database .* Nothing was changed"):
            read_backup(empty.url(OWNER, "fresh"), empty.binaries, tmp_path / "x.backup")
        assert not has_schema(empty.url(OWNER, "fresh"))
