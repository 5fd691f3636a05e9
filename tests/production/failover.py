"""What the loss of a database costs, measured: `make failover` sets up what docs/operations.md says, on loopback.

Two databases under Patroni, etcd, and gunicorn that names both. An admin adds people through the web application, and
beside it a bare psycopg client inserts rows. Shown for each event: the longest time without an acknowledged write of
either, and how many acknowledged writes were lost. Needs Debian's patroni, etcd-server and postgresql-15, and root.
"""

from __future__ import annotations

import base64
import http.cookiejar
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import psycopg

from corved.config import PROJECT
from tests.cli.test_cli import free_port, run
from tests.patience import wait_for
from tests.production.test_production import PASSWORD, SECRET_KEY, block, gunicorn

QUIET = 8.0  # seconds of writes before and after each event
MAY_COST = {"switchover": 4.0, "kill -9 of the primary": 2.0}  # seconds: in all; over the bare client's
USER = "postgres"
KEY = base64.b64encode(f"patroni:{PASSWORD}".encode())


@contextmanager
def process(folder: Path, name: str, command: list[str], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process whose output goes to a file; ended with all its children."""
    with (folder / f"{name}.log").open("ab") as log:
        started = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **options)  # type: ignore[call-overload]
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)


class Node:
    """A database with its Patroni, as the book has it, on ports of its own."""

    def __init__(self, folder: Path, name: str, etcd: int) -> None:
        self.folder, self.name = folder, name
        self.port, self.rest = free_port(), free_port()
        self.data = folder / name
        self.settings = folder / f"{name}.yaml"
        text = block("yaml", "scope: corved").replace("PASSWORD", PASSWORD)
        text = re.sub(r"hosts: \[.*\]", f"hosts: [127.0.0.1:{etcd}]", text).replace("name: db1", f"name: {name}")
        text = text.replace("10.0.0.1:8008", f"127.0.0.1:{self.rest}").replace(
            "10.0.0.1:5432", f"127.0.0.1:{self.port}"
        )
        text = text.replace("10.0.0.0/24", "127.0.0.0/8").replace("/var/lib/postgresql/corved", str(self.data))
        ours = f"  pgpass: {folder}/{name}.pgpass\n  parameters: {{unix_socket_directories: '{folder}'}}\n"
        self.settings.write_text(text + ours)
        self.command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "patroni", str(self.settings)]

    def is_primary(self) -> bool:
        return self._status("/primary") == 200

    def is_replica(self) -> bool:
        return self._status("/sync") == 200

    def _status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}{path}", timeout=2) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def kill(self) -> None:
        """Kill its PostgreSQL, parent first, as if the power failed."""
        parent = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split()
        for each in [parent, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)

    def switch_to(self, other: Node) -> None:
        body = json.dumps({"leader": self.name, "candidate": other.name}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.rest}/switchover", body, {"Authorization": f"Basic {KEY.decode()}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()


class Writer(threading.Thread):
    """Writes one thing after the other, and keeps when each was acknowledged."""

    def __init__(self, write: Callable[[int], str | None]) -> None:
        super().__init__(daemon=True)
        self.write, self.ends, self.times, self.written, self.refused = write, False, [time.monotonic()], [], 0

    def run(self) -> None:
        n = 0
        while not self.ends:
            n += 1
            written = self.write(n)
            if written:
                self.times.append(time.monotonic())
                self.written.append(written)
            else:
                self.refused += 1
            time.sleep(0.02)

    def longest_gap(self, since: float) -> float:
        times = [each for each in self.times if each >= since]
        return max(after - before for before, after in pairwise(times))


class Admin:
    """An admin who adds people through the web application."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("http",))  # https ends at a proxy, left out here
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(policy))
        self.opener = urllib.request.build_opener(cookies)
        self.opener.addheaders = [("X-Forwarded-Proto", "https"), ("Referer", f"https://127.0.0.1:{port}/")]
        self.token = ""

    def get(self, path: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        body = urllib.parse.urlencode(data).encode() if data else None
        with self.opener.open(urllib.request.Request(self.base + path, body), timeout=30) as answer:
            return answer.geturl(), answer.read().decode()

    def answers(self) -> bool:
        try:
            return "Sign in" in self.get("/sign-in")[1]
        except OSError:
            return False

    def sign_in(self) -> None:
        token = self._token("/sign-in")
        self.get("/sign-in", {"csrf_token": token, "email": "amna@test.example", "password": PASSWORD})
        self.token = self._token("/admin/people/new")

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path)[1])
        assert found
        return found[1]

    def add(self, n: int) -> str | None:
        """Add a person; return the number they were added with, None if the application did not acknowledge it."""
        number = f"+92300{n:07}"
        family = {"csrf_token": self.token, "roles": "parent", "full_name": "Hadia Malik", "whatsapp": number}
        more = {"timezone": "Asia/Karachi", "learners": "Omar Malik", "hours_24": "", "gender": "", "email": ""}
        try:
            where, _page = self.get("/admin/people", family | more)
        except OSError:
            return None
        return number if "/admin/people/" in where else None


def bare_client(url: str) -> Callable[[int], str | None]:
    """The writes of a client that does nothing but insert, connecting again after each error."""
    held: list[psycopg.Connection] = []

    def write(n: int) -> str | None:
        try:
            if not held:
                held.append(psycopg.connect(url, connect_timeout=5, autocommit=True))
            held[0].execute("insert into bare values (%s)", (n,))
        except psycopg.Error:
            held.clear()
            return None
        return str(n)

    return write


def measure(name: str, event: Callable[[], None], writers: list[Writer], settled: Callable[[], bool]) -> bool:
    time.sleep(QUIET)
    since = time.monotonic() - 1
    event()
    wait_for(settled)
    time.sleep(QUIET)
    web, bare = (each.longest_gap(since) for each in writers)
    cost = web if name == "switchover" else web - bare
    print(f"{name}: no write for {web:.1f} s through CorvEd, {bare:.1f} s of a bare client", flush=True)
    return cost <= MAY_COST[name]


def main() -> int:
    missing = [each for each in ("patroni", "etcd", "pgrep") if not shutil.which(each)]
    if missing or os.geteuid() != 0:
        print("Run this as root, with Debian's patroni, etcd-server and postgresql-15:", *missing)
        return 1
    with tempfile.TemporaryDirectory(prefix="corved-failover-") as name, ExitStack() as stack:
        folder = Path(name)
        shutil.chown(folder, USER)
        folder.chmod(0o755)
        client, peer, web_port = free_port(), free_port(), free_port()
        addresses = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
        etcd = (
            f"etcd --data-dir {folder}/etcd --listen-client-urls {addresses[0]} --advertise-client-urls {addresses[0]}"
        )
        etcd += f" --listen-peer-urls {addresses[1]} --initial-advertise-peer-urls {addresses[1]}"
        etcd += f" --initial-cluster default={addresses[1]}"
        stack.enter_context(process(folder, "etcd", etcd.split()))
        nodes = [Node(folder, each, client) for each in ("db1", "db2")]
        for node in nodes:
            stack.enter_context(process(folder, f"{node.name}-patroni", node.command))
        primary = lambda: next(each for each in nodes if each.is_primary())  # noqa: E731
        replica = lambda: next(each for each in nodes if each.is_replica())  # noqa: E731
        settled = lambda: any(n.is_primary() for n in nodes) and any(n.is_replica() for n in nodes)  # noqa: E731
        wait_for(settled)

        ports = ",".join(str(each.port) for each in nodes)
        tail = f"?host=127.0.0.1,127.0.0.1&port={ports}&target_session_attrs=read-write"
        password = urllib.parse.quote(PASSWORD)
        owner = f"postgresql://postgres:{password}@/postgres{tail}"
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("create database corved")
        owner = f"postgresql://postgres:{password}@/corved{tail}"
        settings = {
            "SECRET_KEY": SECRET_KEY,
            "TRUSTED_PROXIES": "1",
            "DATABASE_WEB_URL": f"postgresql://corved_web:{password}@/corved{tail}",
        }
        admin = "create-admin --name Amna --email amna@test.example --whatsapp 03001234567 --password".split()
        for command in (["migrate"], [*admin, PASSWORD]):
            said = run(*command, **settings, DATABASE_URL=owner)
            assert said.returncode == 0, said.stdout + said.stderr
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("create table public.bare (n bigint)")
        web = process(folder, "web", gunicorn(web_port), cwd=PROJECT, env={**os.environ, **settings})
        stack.enter_context(web)
        visitor = Admin(web_port)
        wait_for(visitor.answers)
        visitor.sign_in()

        writers = [Writer(visitor.add), Writer(bare_client(owner))]
        for each in writers:
            each.start()
        fine = [
            measure("switchover", lambda: primary().switch_to(replica()), writers, settled),
            measure("kill -9 of the primary", lambda: primary().kill(), writers, settled),
            measure("switchover", lambda: primary().switch_to(replica()), writers, settled),
            measure("kill -9 of the primary", lambda: primary().kill(), writers, settled),
        ]
        for each in writers:
            each.ends = True
            each.join(60)
        with psycopg.connect(owner) as connection:
            people = {row[0] for row in connection.execute("select whatsapp from users").fetchall()}
        lost = [each for each in writers[0].written if each not in people]
        acknowledged, refused = len(writers[0].written), writers[0].refused
        print(f"through CorvEd: {acknowledged} writes acknowledged, {len(lost)} of them lost; {refused} refused")
        if not (all(fine) and acknowledged and not lost):
            kept = Path(tempfile.mkdtemp(prefix="corved-failover-logs-"))
            for log in folder.glob("*.log"):
                shutil.copy(log, kept)
            print(f"More than it may cost. The logs are in {kept}.")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
