"""kill -9 in the middle of everything: after a restart nothing is half done, and the account still adds up.

CORVED_FAULTS=60 kills so many times; the suite itself does it a few times.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from corved.config import PROJECT
from corved.database.embedded import SUPERUSER, EmbeddedPostgres
from corved.database.session import Identity, connect, db, make_engine, speak_for
from corved.queries.matches.match_page import match_page
from corved.values.derived_secrets import operator_key
from tests.cli.test_cli import CORVED, answers, free_port
from tests.database.test_embedded import servers_in
from tests.faults.acts import Facts, act
from tests.faults.what_holds import it_holds
from tests.faults.window import Window
from tests.patience import wait_for

TIMES = int(os.environ.get("CORVED_FAULTS", "6"))
WORK_SECONDS = (0.2, 0.9)
PEOPLE = 4  # at work at once, so that something is under way whenever the process dies


class Academy:
    """A demo academy in a folder of its own, served by a real process."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.server: subprocess.Popen[bytes] | None = None
        self.windows: list[Window] = []

    def start(self) -> None:
        environment = {**os.environ, "CORVED_DATA": str(self.data), "PORT": str(self.port), "SECRET_KEY": ""}
        self.server = subprocess.Popen([*CORVED, "run"], cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL)
        wait_for(lambda: answers(self.port))

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.server is not None:
            self.server.send_signal(how)
            self.server.wait()
            self.server = None
            wait_for(lambda: not servers_in(self.data))

    @property
    def postmaster(self) -> int:
        return int((self.data / "postgres/data/postmaster.pid").read_text().split()[0])

    def ask(self) -> psycopg.Connection:
        """Whatever the policies say, once the database answers (again)."""
        cluster = EmbeddedPostgres(self.data)
        cluster.attach()
        url = cluster.url(SUPERUSER)
        host = str(url.query["host"])
        return psycopg.connect(host=host, user=SUPERUSER, password=url.password, dbname="corved", autocommit=True)

    def work_until(self, seconds: float, seed: int, blow: int, target: int) -> None:
        """Several admins at work; after so many seconds the target process gets the blow."""
        if not self.windows:
            self.windows = [Window(self.port, "amna").sign_in() for _ in range(PEOPLE)]
        with self.ask() as superuser:
            facts = Facts.of(superuser)
        over = threading.Event()

        def work(window: Window, choose: random.Random) -> None:
            while not over.is_set():
                act(window, facts, choose)

        people = [
            threading.Thread(target=work, args=(window, random.Random(f"{seed}/{number}")))
            for number, window in enumerate(self.windows)
        ]
        for each in people:
            each.start()
        time.sleep(seconds)
        os.kill(target, blow)
        time.sleep(0.1)
        over.set()
        for each in people:
            each.join()

    def accounts_add_up(self) -> int:
        """Of every package with sessions, as the match's page computes them. How many there are."""
        cluster = EmbeddedPostgres(self.data)
        cluster.attach()
        before = db.session_factory.kw.get("bind")
        secret_key = (self.data / "private/secret-key").read_text()
        engine = make_engine(cluster.url("corved_web"), operator_key(secret_key))
        connect(engine)
        speak_for(Identity("app_admin"))
        try:
            with self.ask() as superuser:
                matches = superuser.execute("select id from matches").fetchall()
            packages = [each for (match_id,) in matches for each in match_page(match_id).shown_packages]
            for package in packages:
                account = package.account
                assert account.planned + account.lacking == account.entitled
                assert account.lacking == package.tier - package.existing
            return len(packages)
        finally:
            db.remove()
            engine.dispose()
            if before is not None:
                connect(before)


@pytest.fixture
def academy() -> Iterator[Academy]:
    base = Path(tempfile.mkdtemp(prefix="corved-faults-"))
    base.chmod(0o711)
    academy = Academy(base / "data")
    academy.start()
    yield academy
    academy.stop(signal.SIGKILL)
    shutil.rmtree(base, ignore_errors=True)


def what_to_kill(academy: Academy, number: int) -> int:
    """Choose in turn the web process, the PostgreSQL server, and one of the server's own processes."""
    if number % 4 in (0, 2):
        return academy.server.pid
    if number % 4 == 1:
        return academy.postmaster
    query = "select pid from pg_stat_activity where usename = 'corved_web' order by random() limit 1"
    with academy.ask() as superuser:
        found = superuser.execute(query).fetchone()
    return found[0] if found else academy.postmaster


def test_of_the_web_process_and_of_the_database_leaves_nothing_half_done_and_it_comes_back(academy):
    choose = random.Random(4)
    for number in range(TIMES):
        target = what_to_kill(academy, number)
        academy.work_until(choose.uniform(*WORK_SECONDS), number, signal.SIGKILL, target)
        if target == academy.server.pid:
            academy.stop(signal.SIGKILL)
            academy.start()
        wait_for(lambda: answers(academy.port))
        with academy.ask() as superuser:
            it_holds(superuser)
        assert academy.accounts_add_up() > 5

    answered = Counter(status for window in academy.windows for status in window.statuses)
    print(f"{TIMES} kills, answers by status (None: the connection was lost):", dict(answered))
    assert 500 not in answered
    assert {303, 422} <= set(answered)
