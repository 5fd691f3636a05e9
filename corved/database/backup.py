"""Backs the embedded database up into one file, and restores it, with the PostgreSQL programs it came with.

It works as the cluster's superuser, because forced row-level security would hide rows from the owner. For your own
PostgreSQL, use its administrator's pg_dump.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from corved.database.embedded import OWNER, SUPERUSER, EmbeddedPostgres
from corved.database.embedded_binaries import EmbeddedPostgresError
from corved.database.migrate import migrate

DATABASE = "corved"


def write_backup(cluster: EmbeddedPostgres, file: Path) -> None:
    """Write everything in the database, as of one instant, in pg_dump's custom format.

    The cluster runs; only we can read the file. Raises EmbeddedPostgresError when the file exists or pg_dump fails.
    """
    if file.exists():
        raise EmbeddedPostgresError(f"{file} exists already. Nothing was written.")
    unfinished = file.with_name(file.name + ".unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        result = _run(cluster, "pg_dump", "--format=custom", DATABASE, stdout=out)
    if result.returncode:
        unfinished.unlink()
        raise EmbeddedPostgresError(f"The backup could not be written: {_last_line(result)}")
    unfinished.rename(file)


def read_backup(cluster: EmbeddedPostgres, file: Path) -> None:
    """Restore a backup into a database that has no people yet, and migrate it to the newest schema.

    It is read into a second database first, which takes the place of the first when it is complete. The cluster runs,
    and nobody is connected. Raises EmbeddedPostgresError when there are people, or the file cannot be read.
    """
    migrate(cluster.url(OWNER))  # the roles, which belong to the cluster
    if cluster.ask(DATABASE, "select count(*) from users") != 0:
        raise EmbeddedPostgresError("There are people in this database. A backup is read into an empty one only.")
    beside = f"{DATABASE}_restored"
    cluster.drop_database(beside)
    cluster.create_database(beside)
    with file.open("rb") as dump:
        result = _run(cluster, "pg_restore", "--exit-on-error", f"--dbname={beside}", stdin=dump)
    if result.returncode:
        cluster.drop_database(beside)
        raise EmbeddedPostgresError(f"The backup could not be read: {_last_line(result)}")
    cluster.drop_database(DATABASE)
    cluster.rename_database(beside, DATABASE)
    migrate(cluster.url(OWNER))


def _run(
    cluster: EmbeddedPostgres, program: str, *arguments: str, **streams: object
) -> subprocess.CompletedProcess[bytes]:
    environment = {
        **os.environ,
        "PGHOST": str(cluster.socket_folder),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": cluster.passwords[SUPERUSER],
    }
    command = [cluster.binaries / program, *arguments]
    return subprocess.run(command, env=environment, stderr=subprocess.PIPE, check=False, **streams)  # type: ignore[call-overload,no-any-return]


def _last_line(result: subprocess.CompletedProcess[bytes]) -> str:
    lines = result.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"exit {result.returncode}"
