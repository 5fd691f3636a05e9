"""The unit, the containers and the book say the same; slow clients disturb nobody."""

import configparser
import json
import re
import shlex
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest

from corved.config import PROJECT
from tests.cli.test_cli import answers, data, free_port, serve  # noqa: F401 - a fixture
from tests.patience import PATIENCE
from tests.production.test_production import block

HIGHEST_EXPOSURE = 3.0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_the_unit_is_hardened(tmp_path):
    unit = tmp_path / "corved.service"
    unit.write_text(block("ini", "ExecStart=/srv/corved/.venv/bin/gunicorn"))
    command = ["systemd-analyze", "security", "--offline=true", "--json=short", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True)
    checks = json.loads(said.stdout)
    summary = subprocess.run([*command[:3], "--no-pager", str(unit)], capture_output=True, text=True).stdout
    exposure = float(re.search(r"exposure level[^:]*: ([\d.]+)", summary)[1])
    assert exposure <= HIGHEST_EXPOSURE, [each for each in checks if not each.get("set")]


def test_the_container_serves_as_the_unit_does():
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.read_string(block("ini", "ExecStart=/srv/corved/.venv/bin/gunicorn"))
    _program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    command = json.loads(re.search(r"^CMD (\[.*\])$", (PROJECT / "Dockerfile").read_text(), re.M)[1])
    assert command[1:] == [each.replace("127.0.0.1", "0.0.0.0") for each in arguments]
    compose = (PROJECT / "compose.yaml").read_text()
    for setting in ("SECRET_KEY", "DATABASE_URL", "DATABASE_WEB_URL"):
        assert f"{setting}: " in compose
        assert f"`{setting}`" in (PROJECT / "docs/operations.md").read_text()
    assert "corved, migrate" in compose


def test_a_hundred_slow_clients_and_slow_bodies_disturb_nobody(data):  # noqa: F811
    port = free_port()
    with serve(data, port, "--no-demo"), ExitStack() as stack:
        for number in range(124):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\n" if number % 5 == 0 else b"GET /sign-in HT")
            if number % 5 == 0:  # the body follows a byte at a time
                client.sendall(b"Content-Length: 1000\r\n\r\nx")
        assert answers(port)


def test_it_runs_in_a_folder_with_spaces_and_quotes_and_a_long_name_on_ipv6(data):  # noqa: F811
    odd = data.parent / ('it\'s "an" academy ' + "x" * 120) / ("y" * 60)
    port = free_port()
    with serve(odd, port, "--no-demo", HOST="localhost"):
        assert answers(port)
    with serve(odd, port, "--no-demo", HOST="::1", host="[::1]"):
        assert answers(port, "[::1]")


def status_of(port, path, **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, response.headers.get("Set-Cookie", "")
    except urllib.error.HTTPError as error:
        return error.code, ""


def test_the_built_in_server_believes_a_proxy_as_far_as_it_is_told_to(data):  # noqa: F811
    """Metrics are this machine's alone, whatever proxy stands in front; the cookie knows https from a trusted one."""
    forwarded = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    for trusted, name in (("0", "corved="), ("1", "__Host-corved=")):
        port = free_port()
        with serve(data, port, "--no-demo", TRUSTED_PROXIES=trusted):
            assert status_of(port, "/metrics")[0] == 200
            assert status_of(port, "/metrics", **forwarded)[0] == 404
            assert name in status_of(port, "/setup", **forwarded)[1]
