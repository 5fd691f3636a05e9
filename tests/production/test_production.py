"""What docs/operations.md says of production, done: PgBouncer, gunicorn as in the unit, nginx in front with https."""

import configparser
import http.cookiejar
import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from corved.config import PROJECT
from corved.database.embedded import OWNER, WEB
from tests.cli.test_cli import free_port, run
from tests.patience import PATIENCE, wait_for
from tests.programs import needs

pytestmark = needs("nginx", "PgBouncer", "openssl")
DOCS = (PROJECT / "docs/operations.md").read_text()
SECRET_KEY = "p" * 40
PASSWORD = "correct horse battery"
NAME = "production"


def block(language, containing):
    """The page's block of that language which has these words."""
    found = re.findall(rf"```{language}\n(.*?)```", DOCS, re.S)
    return next(each for each in found if containing in each)


@contextmanager
def running(command, **options):
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, **options)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="corved-production-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def pgbouncer(folder, cluster, port):
    """As the page has it, in front of the tests' cluster, on a port of its own. It refuses to run as root."""
    settings = block("ini", "[pgbouncer]").replace("6432", str(port))
    host = cluster.url(OWNER).query["host"]
    settings = settings.replace("host=127.0.0.1 port=5432 dbname=corved", f"host={host} dbname={NAME}")
    settings = settings.replace("/etc/pgbouncer/userlist.txt", str(folder / "userlist.txt"))
    (folder / "userlist.txt").write_text(f'"{WEB}" "{PASSWORD}"\n')
    (folder / "pgbouncer.ini").write_text(settings + "unix_socket_dir =\n")
    return ["pgbouncer", *(["-u", "postgres"] if os.geteuid() == 0 else []), str(folder / "pgbouncer.ini")]


def gunicorn(port):
    """The unit's command, from this checkout, on a port of its own."""
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.read_string(block("ini", "bin/gunicorn"))
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert Path(program).name == "gunicorn"
    return [sys.executable, "-m", "gunicorn", *(each.replace(":8000", f":{port}") for each in arguments)]


def nginx(folder, port, behind):
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=academy.example".split()
    make += ["-addext", "subjectAltName=DNS:academy.example,IP:127.0.0.1"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = (
        block("nginx", "proxy_pass").replace("listen 443", f"listen 127.0.0.1:{port}").replace(":8000", f":{behind}")
    )
    server = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", server)
    server = re.sub(r"ssl_certificate /.*;", f"ssl_certificate {certificate};", server)
    temp = " ".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    server = server.replace("/var/log/nginx", str(folder))
    logs = f"access_log {folder}/access.log; error_log {folder}/error.log; "
    around = f"daemon off; pid {folder}/nginx.pid; {logs} events {{}} http {{ {logs} {temp} {server} }}".replace(
        f"access_log {folder}/access.log; ", "", 1
    )
    (folder / "nginx.conf").write_text(around)
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


class Visitor:
    """A browser's cookies over https, trusting the test's certificate."""

    def __init__(self, folder, port):
        self.base = f"https://127.0.0.1:{port}"
        self.jar = http.cookiejar.CookieJar()
        trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trust), urllib.request.HTTPCookieProcessor(self.jar)
        )

    def get(self, path, data=None):
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(self.base + path, body, {"Referer": self.base + path})
        with self.opener.open(request, timeout=PATIENCE) as answer:
            return answer.geturl(), answer.read().decode()

    def status(self, path):
        try:
            self.get(path)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def answers(self):
        try:
            return "Sign in" in self.get("/sign-in")[1]
        except (OSError, urllib.error.URLError):
            return False

    def sign_in(self, email, password):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in")[1])[1]
        return self.get("/sign-in", {"csrf_token": token, "email": email, "password": password})


@contextmanager
def slow_bodies(folder, port, number):
    """So many clients that have begun to send a form and go on one byte at a time, never to its end."""
    trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    head = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nemail="
    with ExitStack() as stack:
        for _ in range(number):
            plain = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            secure = stack.enter_context(trust.wrap_socket(plain, server_hostname="127.0.0.1"))
            secure.sendall(head)
        yield


def test_it_works_behind_pgbouncer_and_nginx_as_documented(cluster, folder):
    cluster.create_database(NAME)
    owner, bouncer, web, front = cluster.url(OWNER, NAME), free_port(), free_port(), free_port()
    environ = {
        "DATABASE_WEB_URL": f"postgresql://{WEB}:{urllib.parse.quote(PASSWORD)}@127.0.0.1:{bouncer}/corved",
        "SECRET_KEY": SECRET_KEY,
    }
    as_owner = {"DATABASE_URL": f"postgresql://{OWNER}:{owner.password}@/{NAME}?host={owner.query['host']}"}
    try:
        with ExitStack() as stack:
            stack.enter_context(running(pgbouncer(folder, cluster, bouncer)))
            migrated = run("migrate", **environ, **as_owner)
            assert migrated.returncode == 0, migrated.stderr
            admin = "create-admin --name Amna --email amna@test.example --whatsapp 03001234567 --password".split()
            created = run(*admin, PASSWORD, **environ, **as_owner)
            assert created.returncode == 0, created.stdout + created.stderr
            settings = {**os.environ, **environ, "TRUSTED_PROXIES": "1"}
            served = stack.enter_context(running(gunicorn(web), cwd=PROJECT, env=settings))
            stack.enter_context(running(nginx(folder, front, web)))
            visitor = Visitor(folder, front)
            wait_for(visitor.answers)

            where, page = visitor.sign_in("amna@test.example", PASSWORD)

            assert where == f"https://127.0.0.1:{front}/admin", page[:500]
            assert [each.secure for each in visitor.jar if each.name == "__Host-corved"] == [True]
            with ThreadPoolExecutor(8) as pool:
                pages = list(pool.map(lambda _: visitor.get("/admin/families")[1], range(40)))
            assert all("amna@test.example" in each or "Amna" in each for each in pages)
            assert run("housekeeping", **environ).returncode == 0

            with slow_bodies(folder, front, 24):  # more than gunicorn has threads
                assert "Sign in" in Visitor(folder, front).get("/sign-in")[1]
                assert visitor.status("/admin/learners") == 200

            tokens = [str(uuid4()) for _ in range(4)]
            for token in tokens[:2]:
                visitor.status(f"/invitations/{token}")
                visitor.status(f"/calendar/{token}.ics")
            served.terminate()
            served.wait(PATIENCE)
            for token in tokens[2:]:  # nothing answers behind the proxy
                assert visitor.status(f"/invitations/{token}") == 502
                assert visitor.status(f"/calendar/{token}.ics") == 502
            assert visitor.status("/sign-in") == 502
            written = (folder / "access.log").read_text() + (folder / "error.log").read_text()
            assert "/sign-in" in written
            assert not [token for token in tokens if token in written]
    finally:
        # other tests of this worker sign in with the cluster's own password
        with cluster._connect_as_superuser() as connection:
            connection.execute(f"alter role {WEB} password '{cluster.passwords[WEB]}'")
        cluster.drop_database(NAME)
