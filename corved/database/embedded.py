"""An embedded PostgreSQL cluster in a folder of its own.

It listens on a Unix socket in a 0700 folder under a short path, with passwords, never on TCP. embedded_process starts
and stops it; embedded_binaries finds its programs.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from corved.database.embedded_binaries import EmbeddedPostgresError, usable_binaries, who_runs_postgres
from corved.database.embedded_process import PostgresProcess

SUPERUSER = "postgres"
OWNER = "corved_owner"
WEB = "corved_web"
STARTS_WITHIN_SECONDS = 60
LONGEST_SOCKET_FOLDER = 80

Say = Callable[[str], None]


class AlreadyRunning(EmbeddedPostgresError):
    """Another process runs the database in this folder."""


def _silent(_message: str) -> None:
    pass


class EmbeddedPostgres:
    """One PostgreSQL cluster in `folder`, run as our own child.

    The folder is created when missing. settings: options of postgres. binaries: another bin folder than the packaged
    one, for tests. Errors are EmbeddedPostgresError.
    """

    def __init__(
        self,
        folder: Path,
        *,
        say: Say = _silent,
        settings: dict[str, str] | None = None,
        binaries: Path | None = None,
    ) -> None:
        self.folder = folder
        self.say = say
        self.settings = settings or {}
        self.run_as = who_runs_postgres()
        self._make_folders()
        self.binaries = binaries or usable_binaries(self.run_as, folder / "binaries")
        self.passwords = self._load_passwords()
        self.socket_folder: Path | None = None
        self.process: PostgresProcess | None = None
        self._lock: int | None = None

    @property
    def data(self) -> Path:
        return self.folder / "postgres" / "data"

    def url(self, user: str, database: str = "corved") -> URL:
        """Return the SQLAlchemy URL of a database for a user, over the Unix socket."""
        return URL.create(
            "postgresql+psycopg",
            username=user,
            password=self.passwords[user],
            database=database,
            query={"host": str(self.socket_folder)},
        )

    def start(self) -> None:
        """Start the server, creating the cluster on the first start, and return when it accepts connections.

        Raises AlreadyRunning when another process runs it; with `attach` that one is used.
        """
        self._take_lock()
        try:
            self._remove_socket_folder()
            if not self.data.exists():
                self.say("Creating the database cluster (once) ...")
                self._initdb()
            self._make_socket_folder()
            log = self.folder / "postgres" / "postgres.log"
            self.process = PostgresProcess(self.binaries, self.data, log, self.run_as, self._all_settings())
            self.process.start()
            self._wait_until_it_answers()
            self._provision()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, wait for it, remove its socket folder and release the lock."""
        if self.process is not None:
            self.process.stop()
        self._remove_socket_folder()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def attach(self) -> None:
        """Use the server that another process runs in this folder; `stop` must not be called."""
        note = self.folder / "private" / "socket-folder"
        self.socket_folder = Path(note.read_text()) if note.exists() else None
        self._wait_until_it_answers()

    def create_database(self, name: str, template: str = "template0") -> None:
        """Create a database owned by the owner role; do nothing when it exists."""
        with self._connect_as_superuser() as connection:
            row = connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone()
            if row is None:
                statement = sql.SQL("create database {} owner {} template {}")
                connection.execute(statement.format(*map(sql.Identifier, (name, OWNER, template))))

    def rename_database(self, name: str, to: str) -> None:
        with self._connect_as_superuser() as connection:
            connection.execute(sql.SQL("alter database {} rename to {}").format(*map(sql.Identifier, (name, to))))

    def ask(self, database: str, question: str) -> object:
        """Return the one value of a query, asked as the superuser."""
        with self._connect_as_superuser(database) as connection:
            row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None

    def drop_database(self, name: str) -> None:
        with self._connect_as_superuser() as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _make_folders(self) -> None:
        """Create the folders, for us only. An existing folder keeps its mode; root's let postgres pass to its own."""
        missing = [each for each in (self.folder, *self.folder.parents) if not each.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700)
            if self.run_as.is_somebody_else:
                folder.chmod(0o711)
        (self.folder / "private").mkdir(mode=0o700, exist_ok=True)
        own = self.folder / "postgres"
        if not own.exists():
            own.mkdir(mode=0o700)
            os.chown(own, self.run_as.uid, self.run_as.gid)

    def _load_passwords(self) -> dict[str, str]:
        path = self.folder / "private" / "passwords.json"
        if not path.exists():
            passwords = {name: secrets.token_urlsafe(24) for name in (SUPERUSER, OWNER, WEB)}
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                json.dump(passwords, file)
        return dict(json.loads(path.read_text()))

    def _take_lock(self) -> None:
        """Lock the data folder, so that only one process runs its database. A process that dies releases the lock."""
        descriptor = os.open(self.folder / "private" / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise AlreadyRunning(f"CorvEd is already running on the data in {self.folder}") from None
        self._lock = descriptor

    def _make_socket_folder(self) -> None:
        base = tempfile.gettempdir()
        if len(base) > LONGEST_SOCKET_FOLDER:
            base = "/tmp"  # noqa: S108 - mkdtemp makes the folder, 0700 and unguessable
        self.socket_folder = Path(tempfile.mkdtemp(prefix="corved-", dir=base))
        os.chown(self.socket_folder, self.run_as.uid, self.run_as.gid)
        (self.folder / "private" / "socket-folder").write_text(str(self.socket_folder))

    def _remove_socket_folder(self) -> None:
        note = self.folder / "private" / "socket-folder"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
            note.unlink()

    def _all_settings(self) -> dict[str, str]:
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            # Where postgres is another user, only root passes its folder all the same.
            "unix_socket_permissions": "0777" if self.run_as.is_somebody_else else "0700",
            "timezone": "UTC",
            **self.settings,
        }

    def _initdb(self) -> None:
        """Create the database cluster in a temporary folder, then move it to its place.

        A start that is interrupted leaves no incomplete cluster.
        """
        unfinished = self.data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.folder / "postgres", prefix="pw-") as password_file:
            password_file.write(self.passwords[SUPERUSER])
            password_file.flush()
            os.fchown(password_file.fileno(), self.run_as.uid, self.run_as.gid)
            builtin = self._major_version() >= 17
            locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if builtin else ["--locale=C"]
            command = [self.binaries / "initdb", "-D", unfinished, "-U", SUPERUSER, "--auth=scram-sha-256"]
            result = subprocess.run(
                [*command, f"--pwfile={password_file.name}", "--encoding=UTF8", *locale],
                capture_output=True,
                text=True,
                check=False,
                **self.run_as.popen_options(),  # type: ignore[call-overload]
            )
        if result.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise EmbeddedPostgresError(f"The database cluster could not be created: {result.stderr.strip()}")
        unfinished.rename(self.data)

    def _major_version(self) -> int:
        command = [str(self.binaries / "postgres"), "--version"]
        version = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return int(version.split()[2].split(".")[0])

    def _provision(self) -> None:
        """Create the owner role, the web login and the database `corved`. The web login owns and inherits nothing."""
        with self._connect_as_superuser() as connection:
            roles = {row[0] for row in connection.execute("select rolname from pg_roles")}
            for name, options in ((OWNER, "createrole"), (WEB, "noinherit")):
                if name not in roles:
                    statement = sql.SQL("create role {} login " + options + " password {}")
                    connection.execute(statement.format(sql.Identifier(name), sql.Literal(self.passwords[name])))
            connection.execute(f"grant {WEB} to {OWNER} with admin option")
        self.create_database("corved")
        self._close_to_others()

    def _close_to_others(self) -> None:
        """Let the web login connect to `corved` alone, with its own password, and make no temporary tables there.

        Whoever has the login can change its password: it is set again where it does not fit.
        """
        with self._connect_as_superuser() as connection:
            for database in ("postgres", "template1", "corved"):
                connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
            connection.execute(f"grant connect on database corved to {OWNER}, {WEB}")
            try:
                with psycopg.connect(
                    host=str(self.socket_folder), user=WEB, password=self.passwords[WEB], dbname="corved"
                ):
                    return
            except psycopg.OperationalError:
                statement = sql.SQL("alter role {} password {}")
                connection.execute(statement.format(sql.Identifier(WEB), sql.Literal(self.passwords[WEB])))

    def _connect_as_superuser(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.socket_folder),
            user=SUPERUSER,
            password=self.passwords[SUPERUSER],
            dbname=database,
            autocommit=True,
        )

    def _wait_until_it_answers(self) -> None:
        """Wait until the server accepts connections, while it starts or recovers."""
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self.process is not None and self.process.error:
                raise EmbeddedPostgresError(f"PostgreSQL could not be started: {self.process.error}")
            try:
                with self._connect_as_superuser():
                    return
            except psycopg.OperationalError:
                time.sleep(0.05)
        words = self.process.last_words() if self.process is not None else ""
        raise EmbeddedPostgresError(f"PostgreSQL did not start within {STARTS_WITHIN_SECONDS} seconds. {words}")
