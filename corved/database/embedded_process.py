"""The postgres process: our direct child, supervised, and gone when we are gone.

On Linux the kernel interrupts it when its parent dies (PR_SET_PDEATHSIG), so even kill -9 of CorvEd leaves no server
behind. A server that dies on its own is started again.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corved.database.embedded_binaries import EmbeddedPostgresError, RunAs

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)  # loaded before any fork
OLD_SERVER_LEAVES_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 30


@dataclass
class PostgresProcess:
    """A postgres process on a data folder.

    settings: its options, by name. log: the file for its messages.
    """

    binaries: Path
    data: Path
    log: Path
    run_as: RunAs
    settings: dict[str, str]
    error: OSError | None = None
    _child: subprocess.Popen[bytes] | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start PostgreSQL and keep it running until `stop`. `error` says why it could not be started."""
        self._forget_dead_postmaster()
        self._stopping.clear()
        started = threading.Event()
        threading.Thread(target=self._supervise, args=(started,), daemon=True, name="postgres").start()
        started.wait()

    def stop(self) -> None:
        """Stop PostgreSQL: a fast shutdown, then an immediate one if that takes too long."""
        self._stopping.set()
        child = self._child
        if child is None or child.poll() is not None:
            return
        child.send_signal(signal.SIGINT)
        try:
            child.wait(timeout=STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGQUIT)
            child.wait(timeout=STOPS_WITHIN_SECONDS)

    def last_words(self) -> str:
        return " ".join(self.log.read_text(errors="replace").strip().splitlines()[-3:])

    def _supervise(self, started: threading.Event) -> None:
        """Keep one postgres running. The child's life is tied to this thread, which lives as long as we do."""
        while not self._stopping.is_set():
            try:
                self._child = self._spawn()
            except OSError as error:
                self.error = error
                return
            finally:
                started.set()
            self._child.wait()
            if not self._stopping.is_set():
                self._forget_dead_postmaster()
                time.sleep(0.2)

    def _spawn(self) -> subprocess.Popen[bytes]:
        parent = os.getpid()

        def die_with_parent() -> None:
            if sys.platform == "linux":
                LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
                if os.getppid() != parent:
                    os._exit(1)

        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            child: subprocess.Popen[bytes] = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we stop postgres after the web server
                preexec_fn=die_with_parent,
                **self.run_as.popen_options(),  # type: ignore[call-overload]
            )
        return child

    @contextlib.contextmanager
    def _open_log(self) -> Iterator[int]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        descriptor = os.open(self.log, flags, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _forget_dead_postmaster(self) -> None:
        """Remove the pid file of a server that is dead.

        postgres itself only asks whether that pid exists, so an unreaped zombie or a stranger with a reused pid would
        block the start for ever. The caller holds the folder's lock; what is left of a killed server is waited for.
        """
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + OLD_SERVER_LEAVES_WITHIN_SECONDS
        while pid_file.exists() and Path("/proc/self/cwd").exists():
            if not self._processes_in_data_folder():
                pid_file.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"An older PostgreSQL still runs in {self.data}; stop it first.")
            else:
                time.sleep(0.05)

    def _processes_in_data_folder(self) -> list[str]:
        """Return the live processes whose working directory is the data folder. A zombie has none."""
        found = []
        for link in Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if self._works_here(link):
                    found.append(link.parent.name)
        return found

    def _works_here(self, link: Path) -> bool:
        try:
            return link.readlink() == self.data.resolve()
        except PermissionError:  # a container's root may not look; the postmaster's command line names the folder
            return str(self.data).encode() in link.with_name("cmdline").read_bytes().split(b"\0")
