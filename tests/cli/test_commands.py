"""Every command that the documentation names, run as it says, over one academy from `make run` to a restored copy."""

import json
import os
import re
import signal
import subprocess

from corved.config import PROJECT
from corved.forms.enrolment.import_columns import COLUMNS, EXAMPLES
from tests.cli.test_cli import answers, data, free_port, run, serve  # noqa: F401 - a fixture
from tests.patience import PATIENCE, wait_for

PAGES = [(PROJECT / "README.md").read_text(), *(path.read_text() for path in (PROJECT / "docs").glob("*.md"))]
# They are what runs this test, or take longer than all tests together.
BY_HAND = {
    "make programs",
    "make test",
    "make check",
    "make coverage",
    "make mutants",
    "make bench",
    "make months",
    "make failover",
}
SCHEDULE = {"zone": "UTC", "start_date": "2026-03-02", "end_date": "2026-03-08", "days": [1], "time": "10:00", "n": 1}
ADMIN = "--name Zoya --email zoya@test.example --password".split()


def documented():
    """`corved …` and `make …`, without what stands before them."""
    text = "\n".join(PAGES)
    quoted = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```sh\n(.*?)^```", text, re.S | re.M)
    lines = [line.partition("#")[0].strip() for each in quoted for line in each.splitlines()]
    found = {re.sub(r"^(\.venv/bin/|[A-Z_]+=\S+ )*", "", line) for line in lines}
    return {each for each in found if re.match(r"(corved|make) \w", each)}


def test_every_documented_command_does_what_it_says(data):  # noqa: F811
    port, copy, file = free_port(), data.parent / "place", data.parent / "academy.backup"
    environ = {**os.environ, "PORT": str(port), "CORVED_DATA": str(data)}
    done = set()

    def corved(command, *more, at=data, stdin="", code=0):
        result = run(*command.split()[1:], *more, data=at, stdin=stdin)
        assert result.returncode == code, f"{command}: {result.stdout}{result.stderr}"
        done.add(command)
        return result.stdout + result.stderr

    schema = (PROJECT / "corved/database/schema.sql").read_text()
    for target in ("setup", "help", "schema"):
        subprocess.run(["make", target], cwd=PROJECT, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)
        done.add(f"make {target}")
    assert (PROJECT / "corved/database/schema.sql").read_text() == schema
    server = subprocess.Popen(["make", "run"], cwd=PROJECT, env=environ, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(port))
        done |= {"make run", "corved run"}
        assert len(corved("corved setup-code").strip()) >= 8
        assert "Zoya can sign in" in corved("corved create-admin", *ADMIN, "a long password")
        assert "has people in it already" in corved("corved demo", code=1)
        assert "up to date" in corved("corved migrate")
        assert "2026-03-02T10:00:00Z" in corved("corved preview-sessions", stdin=json.dumps(SCHEDULE))
        assert "sessions created for" in corved("corved sessions generate --all-ready")
        assert "expired" in corved("corved housekeeping")
        looked = corved("corved doctor", code=1)
        assert "!!  backups: none yet. Run: corved backup FILE" in looked
        for part in (
            "settings: CorvEd",
            "database: PostgreSQL",
            "roles:",
            "schema: ",
            "clock:",
            "time zones:",
            "disk:",
        ):
            assert f"ok  {part}" in looked
        assert corved("corved --version").startswith("corved 0.1.0")
        done |= {"corved --version"}
        spreadsheet = data.parent / "academy.csv"
        spreadsheet.write_text("\n".join([",".join(COLUMNS), *EXAMPLES]))
        trial = corved("corved import --dry-run --json", str(spreadsheet))
        read = [json.loads(line) for line in trial.splitlines() if line.startswith("{")]
        assert [each["row"] for each in read] == [2, 3]
        assert read[1]["understood"]["times"] == {"mon": "19:00", "wed": "19:00"}
        assert read[1]["problems"] == []
        assert "2 rows imported." in corved("corved import", str(spreadsheet))
        assert "has a course in Math" in corved("corved import", str(spreadsheet), code=1)
        asked = corved("corved erase --yes", "sana@example.org", code=1)
        assert "Deactivate them first" in asked
        done |= {"corved erase PERSON"}
        spreadsheet.write_text("kind,duration\ntutor,60\n")
        refused = corved("corved import --dry-run --json", str(spreadsheet), code=1)
        assert json.loads(refused.splitlines()[0])["problems"][0]["column"] == "duration"
        done |= {"corved import FILE", "corved import FILE --dry-run --json"}
        assert "Every upcoming session" in corved("corved tz check")
        assert "0 sessions repaired" in corved("corved tz repair")
        corved("corved backup", str(file))
        (data.parent / "nightly").mkdir()
        corved("corved backup --keep 14", str(data.parent / "nightly"))
        done |= {"corved backup FILE", "corved backup --keep 14 FOLDER"}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
    corved("corved restore", str(file), at=copy)
    done |= {"corved restore FILE"}
    with serve(copy, free_port(), "--no-demo"):
        done |= {"corved run --no-demo"}

    assert len(documented()) > len(BY_HAND) + 10
    assert done | BY_HAND >= documented(), sorted(documented() - done - BY_HAND)
