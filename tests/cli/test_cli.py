"""The command line, as people use it: real processes, a real port."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from corved.config import PROJECT
from corved.database.embedded import OWNER
from corved.database.migrate import newest_revision
from tests.database.test_embedded import servers_in
from tests.patience import PATIENCE, wait_for

CORVED = [sys.executable, "-c", "from corved.cli.main import main; main()"]


def run(*arguments: str, stdin: str = "", data: Path | None = None, **environ: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, **environ, **({"CORVED_DATA": str(data)} if data else {})}
    command = [*CORVED, *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd=PROJECT, env=environment, timeout=PATIENCE
    )


@pytest.fixture
def data() -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="corved-cli-"))
    base.chmod(0o711)
    yield base / "data"
    shutil.rmtree(base, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int, host: str = "127.0.0.1") -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/sign-in", timeout=PATIENCE) as response:
            return b'<p class="brand">' in response.read()
    except OSError:
        return False


def hear_ctrl_c() -> None:
    """A run in the background ignores it, and what it starts would, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def serve(
    data: Path, port: int, *arguments: str, host: str = "127.0.0.1", **environ: str
) -> Iterator[subprocess.Popen]:
    """A server on the port until the end of the block; killed if the test did not stop it."""
    environment = {**os.environ, "CORVED_DATA": str(data), "PORT": str(port), **environ}
    command = [*CORVED, "run", *arguments]
    server = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL, preexec_fn=hear_ctrl_c)
    try:
        wait_for(lambda: answers(port, host))
        yield server
    finally:
        server.kill()
        server.wait()


def test_preview_sessions_agrees_with_every_vector():
    vectors = PROJECT / "tests/vectors"
    command = f"{sys.executable} -c 'from corved.cli.main import main; main()' preview-sessions"
    checked = subprocess.run(
        [
            *(sys.executable, vectors / "check_vectors.py", vectors / "visible.jsonl"),
            *("--strict", "--need-shortfall", "--cmd", command),
        ],
        capture_output=True,
        text=True,
        cwd=PROJECT,
    )
    assert "OK: 424 vectors, 424 match" in checked.stdout, checked.stdout + checked.stderr


def test_preview_sessions_answers_a_bad_line_and_goes_on():
    good = {
        "id": "good",
        "zone": "Asia/Karachi",
        "days": [1],
        "time": "19:00",
        "duration_mins": 60,
        "start_date": "2026-03-02",
        "end_date": "2026-03-09",
        "n": 8,
    }
    bad = [
        good | {"id": "zone", "zone": "UTC+5"},
        good | {"id": "time", "time": "25:00"},
        good | {"id": "days", "days": []},
        good | {"id": "twice", "days": [1, 1]},
        good | {"id": "text", "days": "13"},
        good | {"id": "order", "end_date": "2026-03-01"},
        good | {"id": "n", "n": "8"},
        good | {"id": "date", "start_date": "2026-02-30"},
        good
        | {
            "id": "end of time",
            "start_date": "9999-12-01",
            "end_date": "9999-12-31",
            "days": [0, 1, 2, 3, 4, 5, 6],
            "n": 40,
        },
        {"id": "missing"},
        good | {"id": "\ud800", "zone": "x"},
        good | {"id": "factory", "zone": "Factory"},
        good | {"id": "arabic", "time": "٠٩:٠٠"},
        good | {"id": "times", "times": [1]},
        [1, 2],
        7,
    ]
    stdin = (
        "\n".join(
            [*map(json.dumps, bad), "{nonsense", "\xff", '{"id": 1, "n": NaN}', "[" * 100_000, "", json.dumps(good)]
        )
        + "\n"
    )

    result = run("preview-sessions", stdin=stdin)
    lines = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.returncode == 0, result.stderr
    assert [line["id"] for line in lines[:9]] == [each["id"] for each in bad[:9]]
    assert all("error" in line for line in lines[:-1])
    assert lines[-1] == {
        "id": "good",
        "sessions": [
            ["2026-03-02T14:00:00Z", "2026-03-02T15:00:00Z"],
            ["2026-03-09T14:00:00Z", "2026-03-09T15:00:00Z"],
        ],
        "shortfall": 6,
    }


def test_preview_sessions_drops_the_past_only_when_told_the_time():
    line = {
        "id": 1,
        "zone": "Asia/Karachi",
        "days": [1],
        "time": "19:00",
        "duration_mins": 60,
        "start_date": "2020-01-01",
        "end_date": "2020-01-31",
        "n": 8,
    }

    all_of_them = json.loads(run("preview-sessions", stdin=json.dumps(line)).stdout)
    later = json.loads(run("preview-sessions", "--now", "2020-01-14T00:00+05:00", stdin=json.dumps(line)).stdout)

    assert len(all_of_them["sessions"]) == 4
    assert [start for start, _ in later["sessions"]] == ["2020-01-20T14:00:00Z", "2020-01-27T14:00:00Z"]
    assert run("preview-sessions", "--now", "2020-01-14T00:00").returncode == 2


def test_run_serves_stops_on_sigterm_and_starts_again_with_its_data(data):
    port = free_port()
    admin = (
        "create-admin",
        "--name",
        "A. Admin",
        "--password",
        "long enough",
        "--whatsapp",
        "+922100000000",
        "--email",
    )
    with serve(data, port, "--no-demo") as first:
        created = run(*admin, "a@test.example", data=data)
        assert "A. Admin can sign in as a@test.example." in created.stderr, created.stderr

        second = run("run", data=data, PORT=str(free_port()))
        assert second.returncode == 1
        assert len(second.stderr.strip().splitlines()) == 1
        assert "already running" in second.stderr

        taken = run("run", data=data.parent / "other", PORT=str(port))
        assert taken.returncode == 1
        assert f"Port {port} on 127.0.0.1 is taken" in taken.stderr

        first.send_signal(signal.SIGTERM)
        assert first.wait(PATIENCE) == 0
        assert not servers_in(data)

    with serve(data, port, "--no-demo") as again:
        refused = run(*admin, "A@test.example", data=data)
        assert "Somebody has the e-mail a@test.example already." in refused.stderr
        again.send_signal(signal.SIGINT)
        assert again.wait(PATIENCE) == 0
        assert not servers_in(data)


def test_an_empty_database_is_set_up_with_the_code_that_the_start_prints(data):
    port = free_port()
    environment = {**os.environ, "CORVED_DATA": str(data), "PORT": str(port)}
    command = [*CORVED, "run", "--no-demo"]
    server = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(lambda: answers(port))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
            assert b"Code from the terminal" in page.read()
        printed = next(line for line in server.stderr if "with the code" in line)
        assert run("setup-code", data=data).stdout.strip() in printed
    finally:
        server.terminate()
        server.wait()
        server.stderr.close()


def test_an_admin_that_cannot_be_leaves_nothing_behind(data):
    wrong = ("create-admin", "--name", "X", "--whatsapp", "0300 1234567", "--password", "long enough", "--email")
    assert "not an e-mail address" in run(*wrong, "bad", data=data).stderr
    right = run(*wrong, "x@test.example", data=data)
    assert right.returncode == 0, right.stderr
    assert "X can sign in as x@test.example." in right.stderr


def test_kill_9_leaves_no_postgres_behind(data):
    with serve(data, free_port(), "--no-demo") as server:
        assert servers_in(data)

        server.kill()
        server.wait()

        wait_for(lambda: not servers_in(data))


def test_a_database_of_ones_own_is_used_instead(cluster, data):
    cluster.create_database("external")
    owner = cluster.url("corved_owner", "external")
    address = f"postgresql://{owner.username}:{owner.password}@/external?host={owner.query['host']}"
    try:
        assert "Run: corved migrate" in run("run", data=data, DATABASE_URL=address, SECRET_KEY="s" * 40).stderr
        run("migrate", data=data, DATABASE_URL=address, SECRET_KEY="s" * 40)
        with serve(data, free_port(), "--no-demo", DATABASE_URL=address, SECRET_KEY="s" * 40) as server:
            server.send_signal(signal.SIGTERM)
            assert server.wait(PATIENCE) == 0
            assert not (data / "postgres").exists()
        with psycopg.connect(
            host=str(owner.query["host"]), user=owner.username, password=owner.password, dbname="external"
        ) as connection:
            assert connection.execute("select version_num from alembic_version").fetchone() == (newest_revision(),)
    finally:
        cluster.drop_database("external")
        with cluster._connect_as_superuser() as connection:
            connection.execute("drop role if exists corved_web_external")


MAIL = {"MAIL_FROM": "a@b.example", "PUBLIC_URL": "https://b.example"}


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL looks like postgresql://"),
        ({"DATABASE_URL": "postgresql://u:p@h:port/db"}, "DATABASE_URL looks like postgresql://"),
        ({"DATABASE_WEB_URL": "postgresql://u:p@[::1/db"}, "DATABASE_WEB_URL looks like postgresql://"),
        ({"PORT": "²"}, "PORT must be a number"),
        ({"PORT": "9" * 5000}, "PORT must be a number"),
        ({"SMTP_URL": "smtp://user:secret/rest@mail.example", **MAIL}, "SMTP_URL looks like smtp://"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be text or json, not 'xml'."),
        ({"ERRORS_TO": "office@academy.example"}, "ERRORS_TO must be an e-mail address, and it needs SMTP_URL."),
        ({"SMTP_URL": "smtp://127.0.0.1:xx", **MAIL}, "SMTP_URL looks like smtp://"),
        ({"PORT": "http"}, "PORT must be a number"),
        ({"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"}, "Set SECRET_KEY"),
        ({"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none", "SECRET_KEY": "s" * 40}, "The database refused"),
    ],
)
def test_what_is_set_wrongly_is_said_in_a_sentence(data, environ, says):
    result = run("run", data=data, **environ)

    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_cannot_be_upgraded_is_said_in_a_sentence(cluster, data):
    cluster.create_database("foreign")
    with psycopg.connect(
        host=str(cluster.socket_folder), user="postgres", password=cluster.passwords["postgres"], dbname="foreign"
    ) as connection:
        connection.execute("create table alembic_version (version_num text)")
        connection.execute("alter table alembic_version owner to corved_owner")
        connection.execute("insert into alembic_version values ('0019')")

    url = cluster.url(OWNER, "foreign").render_as_string(hide_password=False)
    result = run("migrate", data=data, DATABASE_URL=url, SECRET_KEY="s" * 40)

    assert result.returncode == 1
    assert "This database is at revision 0019" in result.stderr
    assert "Traceback" not in result.stderr
    cluster.drop_database("foreign")


def test_production_does_not_start_without_a_secret():
    for environ in ({}, {"SECRET_KEY": "short", "DATABASE_URL": "postgresql://x@y/z"}, {"SECRET_KEY": "s" * 40}):
        clean = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_URL")}
        result = subprocess.run(
            [sys.executable, "-c", "import wsgi"], cwd=PROJECT, capture_output=True, text=True, env={**clean, **environ}
        )
        assert result.returncode != 0
        assert re.search(r"ConfigurationError: Set (SECRET_KEY|DATABASE_URL)", result.stderr)


def test_help_names_the_commands():
    result = run("--help")

    for command in ("run", "demo", "migrate", "create-admin", "preview-sessions"):
        assert re.search(rf"^  {command} ", result.stdout, re.M), result.stdout


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [
        ("corved.cli.main corved.cli.preview_lines", "flask sqlalchemy psycopg alembic openpyxl"),
        ("corved.cli.main corved.database.operator corved.server.scheduler", "flask alembic openpyxl icalendar"),
    ],
)
def test_a_command_loads_only_what_it_needs(modules, unwanted):
    """`corved --help` and `preview-sessions`; what works on the database. Each library costs every start."""
    script = f"import sys, {', '.join(modules.split())}; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, check=True)

    assert set(modules.split()) <= set(loaded.stdout.split())
    assert not set(unwanted.split()) & set(loaded.stdout.split())


@pytest.mark.parametrize("command", ["doctor", "housekeeping", "tz check", "erase nobody@x.example", "backup file"])
def test_a_command_that_looks_makes_no_database(data, command):
    result = run(*command.split(), data=data)

    assert result.returncode == 1
    assert "There is no database in" in result.stdout + result.stderr
    assert not data.exists() or not list(data.rglob("PG_VERSION"))
