"""Writes the database into one file, and reads such a file back.

pg_dump reads as a role that sees every row and writes nothing. Nothing of a file is executed: its schema is made by our
own migrations, and of the file only the rows of our own tables are copied in, by the database's owner.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from psycopg import Error as DriverError
from psycopg import sql
from sqlalchemy import Connection, column, create_engine, delete, func, select, text
from sqlalchemy import table as named
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from corved.database.embedded import OWNER, EmbeddedPostgres
from corved.database.migrate import migrate, newest_revision

OLDEST = "0105"  # the baseline: files from before it are read by the releases that wrote them
HEADER = re.compile(r"COPY public\.(\w+) \(([\w\", ]+)\) FROM stdin;")
TABLE_DATA = re.compile(r"^\d+; \d+ \d+ TABLE DATA public (\w+) ", re.MULTILINE)
REFERENCES = text(
    """
    select c.relname, coalesce(array_agg(f.confrelid::regclass::text) filter (where f.confrelid <> c.oid), '{}')
    from pg_class c left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f'
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
    group by c.relname
    """
)


class BackupError(RuntimeError):
    """A backup could not be written or read. The message says why, and that nothing was changed."""


def write_backup(owner_url: URL, programs: Path, file: Path) -> None:
    """Write everything in the database, as of one instant, in pg_dump's custom format. Only we can read the file.

    programs: the folder of pg_dump. Raises BackupError when the file exists or pg_dump fails.
    """
    if file.exists():
        raise BackupError(f"{file} exists already. Nothing was written.")
    unfinished = file.with_name(file.name + ".unfinished")
    command = ["--format=custom", "--role=corved_backup", "--enable-row-security", "--schema=public"]
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        result = _run(programs / "pg_dump", *command, *_address(owner_url), stdout=out, env=_environment(owner_url))
    if result.returncode:
        unfinished.unlink()
        raise BackupError(f"The backup could not be written: {_last_line(result)}")
    unfinished.rename(file)
    with _owner(owner_url) as connection:
        connection.execute(text("update app.keys set backed_up_at = now()"))


def read_backup(owner_url: URL, programs: Path, file: Path) -> dict[str, int]:
    """Read a backup into a database without a schema, migrate it, and return the rows of each table.

    programs: the folder of pg_restore. Raises BackupError for a file that is none of ours, or that has other rows than
    arrived.
    """
    revision = _revision_of(programs, file)
    migrate(owner_url, only_to=revision)
    try:
        counts = _read_rows(owner_url, programs, file)
    except (BackupError, DBAPIError, DriverError) as error:
        with _owner(owner_url) as connection:  # as empty as it was, for another try
            connection.execute(text("drop schema public, app cascade"))
            connection.execute(text("create schema public"))
        why = error if isinstance(error, BackupError) else f"its rows do not fit this database ({type(error).__name__})"
        raise BackupError(f"The backup could not be read: {why}. Nothing was changed.") from error
    migrate(owner_url, anew=True)
    return counts


def _read_rows(owner_url: URL, programs: Path, file: Path) -> dict[str, int]:
    with _owner(owner_url) as connection:
        tables = _in_order(dict(connection.execute(REFERENCES).all()))
        unknown = set(_tables_of(programs, file)) - {*tables, "alembic_version"}
        if unknown:
            raise BackupError(f"it has tables that CorvEd does not have: {', '.join(sorted(unknown))}")
        for table in tables:
            _set_guards(connection, table, on=False)
        for table in reversed(tables):
            connection.execute(delete(named(table)))
        counts = {table: _copy(connection, table, _lines(programs, file, table)) for table in tables}
        kept = {name: connection.scalar(select(func.count()).select_from(named(name))) for name in tables}
        for table in tables:
            _set_guards(connection, table, on=True)
        _set_sequences(connection)
        if kept != counts:
            raise BackupError("the number of rows read is not the number in the file")
    return counts


def read_into(cluster: EmbeddedPostgres, file: Path, database: str = "corved") -> dict[str, int]:
    """Read a backup into the embedded database, which has no people yet, and return the rows of each table.

    It is read into a second database first, which takes the place of the first when it is complete. The cluster runs,
    and nobody is connected.
    """
    migrate(cluster.url(OWNER, database))
    if cluster.ask(database, "select count(*) from users") != 0:
        raise BackupError("This database is not empty. Restore the backup into an empty database.")
    beside = f"{database}_restored"
    cluster.drop_database(beside)
    cluster.create_database(beside)
    try:
        counts = read_backup(cluster.url(OWNER, beside), cluster.binaries, file)
    except BaseException:
        cluster.drop_database(beside)
        raise
    cluster.drop_database(database)
    cluster.rename_database(beside, database)
    return counts


def keep_newest(folder: Path, most: int) -> list[Path]:
    """Delete all but the newest backups of a folder, those that `corved backup --keep` named, and return them."""
    old = sorted(folder.glob("corved-????????-??????.backup"))[:-most]
    for file in old:
        file.unlink()
    return old


def _revision_of(programs: Path, file: Path) -> str:
    if "alembic_version" not in _tables_of(programs, file):
        raise BackupError(f"{file} is no backup of CorvEd. Nothing was changed.")
    rows = [line for line in _lines(programs, file, "alembic_version") if not line.startswith("COPY")]
    revision = rows[0].strip() if len(rows) == 1 else ""
    if not re.fullmatch(r"\d{4}", revision) or not OLDEST <= revision <= newest_revision():
        raise BackupError(f"{file} has schema {revision or 'unknown'}, which this release does not know.")
    return revision


def _tables_of(programs: Path, file: Path) -> list[str]:
    result = _run(programs / "pg_restore", "--list", str(file), stdout=subprocess.PIPE)
    if result.returncode:
        raise BackupError(f"The backup could not be read: {_last_line(result)}")
    return TABLE_DATA.findall(result.stdout.decode(errors="replace"))


def _lines(programs: Path, file: Path, table: str) -> Iterator[str]:
    """Yield the COPY statement of a table and its rows, as text; nothing where the file does not have the table."""
    options = ["--data-only", "--schema=public", f"--table={table}", "--file=-"]
    process = subprocess.Popen(
        [programs / "pg_restore", *options, file],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    inside = False
    with process:
        for line in process.stdout:
            if not inside and line.startswith("COPY "):
                inside = True
                yield line
            elif inside and line == "\\.\n":
                inside = False
            elif inside:
                yield line
    if process.returncode:
        raise BackupError("the file is not complete")


def _copy(connection: Connection, table: str, lines: Iterator[str]) -> int:
    """Copy rows into one of our tables, and return how many.

    lines: the file's COPY statement, then its rows. Only the names of the columns are taken from that statement.
    """
    first = next(lines, None)
    if first is None:
        return 0
    header = HEADER.fullmatch(first.strip())
    if header is None or header[1] != table:
        raise BackupError(f"the rows of {table} cannot be read")
    columns = [name.strip().strip('"') for name in header[2].split(",")]
    driver = connection.connection.driver_connection
    assert driver is not None
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("copy public.{} ({}) from stdin").format(sql.Identifier(table), names)
    count = 0
    with driver.cursor().copy(statement) as copy:
        for line in lines:
            copy.write(line)
            count += 1
    return count


def _set_guards(connection: Connection, table: str, *, on: bool) -> None:
    """Turn our triggers and the row-level security of the owner off while rows are copied in, or on again."""
    words = ("enable", "force") if on else ("disable", "no force")
    connection.execute(text(f"alter table {table} {words[0]} trigger user, {words[1]} row level security"))


def _set_sequences(connection: Connection) -> None:
    """Let each sequence go on after the rows that were copied in."""
    columns = """select table_name, column_name from information_schema.columns
                 where table_schema = 'public' and is_identity = 'YES'"""
    for table, name in connection.execute(text(columns)).all():
        following = select(func.coalesce(func.max(column(name)), 0) + 1).select_from(named(table)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table, name)
        connection.execute(select(func.setval(sequence, following, False)))


def _in_order(references: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the tables in an order in which each comes after the tables that its foreign keys refer to."""
    ordered: list[str] = []
    while len(ordered) < len(references):
        ready = [name for name, others in references.items() if name not in ordered and set(others) <= set(ordered)]
        if not ready:
            raise BackupError("The tables refer to each other in a circle.")
        ordered += sorted(ready)
    return ordered


@contextmanager
def _owner(url: URL) -> Iterator[Connection]:
    """Run a transaction as the database's owner."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _address(url: URL) -> list[str]:
    host = url.host or str(url.query.get("host", ""))
    port = url.port or url.query.get("port")
    found = [f"--dbname={url.database}", f"--username={url.username}", *([f"--host={host}"] if host else [])]
    return [*found, *([f"--port={port}"] if port else [])]


def _environment(url: URL) -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": url.password or ""}


def _run(program: Path, *arguments: str, **streams: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([program, *arguments], stderr=subprocess.PIPE, check=False, **streams)  # type: ignore[call-overload,no-any-return]


def _last_line(result: subprocess.CompletedProcess[bytes]) -> str:
    lines = result.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"exit {result.returncode}"
