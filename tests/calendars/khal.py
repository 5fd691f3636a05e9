"""khal, a calendar program with a reader of its own (Debian: khal): what it makes of a feed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.patience import PATIENCE

KHAL = """
[calendars]
[[vectors]]
path = {folder}/vectors
[locale]
default_timezone = UTC
local_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = vectors
"""
Times = tuple[datetime, datetime]


def read_by_khal(feed: bytes, folder: Path, times: Iterable[Times]) -> dict[str, Times]:
    """UID → (start, end) in UTC, of every event in the stretch of these times."""
    stretch = list(times)
    first, last = min(start for start, _end in stretch), max(end for _start, end in stretch)
    (folder / "vectors").mkdir()
    (folder / "config").write_text(KHAL.format(folder=folder))
    (folder / "feed.ics").write_bytes(feed)
    _run(folder, "import", "--batch", "-a", "vectors", str(folder / "feed.ics"))
    days = f"{(last.date() - first.date()).days + 2}d"
    listed = _run(folder, "list", "--format", "{uid} {start} {end}", "--day-format", "", f"{first.date()}", days)
    found: dict[str, Times] = {}
    for line in listed.splitlines():
        matched = re.fullmatch(r"(\S+@corved) (\S+ \S+) (\S+ \S+)", line)
        assert matched, line
        start, end = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in matched.groups()[1:])
        found[matched[1]] = (start, end)
    return found


def _run(folder: Path, *arguments: str) -> str:
    command = ["khal", "-c", str(folder / "config"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
