"""A backup, read into an empty cluster, gives the same database: every table, count and checksum."""

import tempfile
from pathlib import Path

import psycopg
import pytest

from corved.database.backup import read_backup, write_backup
from corved.database.embedded import OWNER, SUPERUSER, EmbeddedPostgres
from corved.database.embedded_binaries import EmbeddedPostgresError
from corved.database.migrate import migrate
from tests import given
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
    write_backup(cluster, tmp_path / "corved.backup")

    read_backup(empty, tmp_path / "corved.backup")

    assert contents(empty) == contents(cluster)
    assert contents(empty)["sessions"][0] == 8
    assert (tmp_path / "corved.backup").stat().st_mode & 0o077 == 0


def test_it_is_neither_written_over_a_file_nor_read_over_people(world, cluster, empty, tmp_path):
    file = tmp_path / "corved.backup"
    write_backup(cluster, file)
    with pytest.raises(EmbeddedPostgresError, match="exists already"):
        write_backup(cluster, file)
    with pytest.raises(EmbeddedPostgresError, match="There are people in this database"):
        read_backup(cluster, file)


def test_a_file_that_is_none_changes_nothing(empty, tmp_path):
    migrate(empty.url(OWNER))
    (tmp_path / "x").write_text("nonsense")

    with pytest.raises(EmbeddedPostgresError, match="could not be read"):
        read_backup(empty, tmp_path / "x")

    assert contents(empty)["users"][0] == 0
