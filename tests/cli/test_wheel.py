"""What `pip install corved` gives: built as a wheel, installed into an environment of its own, it runs."""

import os
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile

import pytest

from corved.config import PROJECT, VERSION
from tests.cli.test_cli import answers, data, free_port, hear_ctrl_c  # noqa: F401 - a fixture
from tests.patience import PATIENCE, wait_for

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "tests", "docs", "*_cache", ".hypothesis")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(PROJECT, folder / "source", ignore=LEFT_OUT)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder]
    subprocess.run([*command, folder / "source"], check=True, capture_output=True, timeout=PATIENCE)
    return next(folder.glob("corved-*.whl"))


def test_it_holds_every_file_that_the_program_reads(wheel):
    packed = zipfile.ZipFile(wheel)
    names = set(packed.namelist())
    script = next(name for name in names if name.endswith("entry_points.txt"))
    assert f"corved-{VERSION}-" in wheel.name
    assert "corved = corved.cli.main:main" in packed.read(script).decode()
    for folder in ("templates", "static", "messages", "queries", "database", "values"):
        for path in (PROJECT / "corved" / folder).rglob("*"):
            if path.suffix in (".html", ".sql", ".css", ".js", ".svg", ".txt"):
                assert str(path.relative_to(PROJECT)) in names
    for path in (PROJECT / "migrations").rglob("*"):
        if path.suffix in (".py", ".sql") or path.name == "HEAD":
            assert f"corved/{path.relative_to(PROJECT)}" in names
    assert not any(name.startswith(("tests/", "migrations/", "var/")) for name in names)


def test_it_starts_with_a_database_and_shows_its_pages(wheel, data, tmp_path):  # noqa: F811
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    site = next((environment / "lib").glob("python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    # The libraries of this run; corved itself is found in the new environment first.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    port = free_port()
    command = [environment / "bin/python", "-c", "from corved.cli.main import main; main()", "run", "--no-demo"]
    environ = {**os.environ, "CORVED_DATA": str(data), "PORT": str(port)}
    found = subprocess.run(
        [environment / "bin/python", "-c", "import corved; print(corved.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert found.stdout.startswith(str(site))

    with subprocess.Popen(
        command, cwd=tmp_path, env=environ, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=hear_ctrl_c
    ) as server:
        try:
            wait_for(lambda: answers(port) or is_first_page(port))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/app.css", timeout=PATIENCE) as response:
                assert response.status == 200
        finally:
            server.terminate()


def is_first_page(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as response:
            return b"Set up" in response.read()
    except OSError:
        return False
