"""Independent readers of calendars see the instants that the database has, for every zone of the vectors."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest
import recurring_ical_events
from icalendar import Calendar

from corved.calendar_file import calendar_file
from corved.config import PROJECT
from corved.queries.calendar_feed import CalendarEntry

ROWS = [json.loads(line) for line in (PROJECT / "tests/vectors/visible.jsonl").read_text().splitlines()]
NAMES = UUID("3d1b1c1e-6b1c-4e9c-9c7e-8f1f5d0c2a11")
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


def at(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def entries(rows):
    return [
        CalendarEntry(
            uuid5(NAMES, row["id"] + start), "scheduled", at(start), at(end), row["zone"], 0, at(start), "x", None
        )
        for row in rows
        for start, end in row["expect"]
    ]


def instants(found):
    return {str(each["UID"]): (each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC)) for each in found}


def as_stored(found):
    return {f"{each.id}@corved": (each.start, each.end) for each in found}


@pytest.mark.parametrize("zone", sorted({row["zone"] for row in ROWS}))
def test_icalendar_and_recurring_ical_events_agree(zone):
    wanted = entries([row for row in ROWS if row["zone"] == zone])
    text = calendar_file(wanted, name="x", zone="UTC")
    begin, end = min(each.start for each in wanted), max(each.end for each in wanted)

    assert instants(Calendar.from_ical(text).walk("VEVENT")) == as_stored(wanted)
    found = recurring_ical_events.of(Calendar.from_ical(text)).between(begin, end)
    assert instants(found) == as_stored(wanted)


@pytest.mark.parametrize("zone", sorted({row["zone"] for row in ROWS}))
def test_its_vtimezone_alone_says_the_same(zone):
    """Under a name that no reader knows, so that nothing but the VTIMEZONE is left to read."""
    wanted = entries([row for row in ROWS if row["zone"] == zone])
    text = calendar_file(wanted, name="x", zone="UTC").decode().replace(zone, f"Nowhere/{zone}")

    assert instants(Calendar.from_ical(text).walk("VEVENT")) == as_stored(wanted)


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed (Debian: khal)")
def test_khal_agrees(tmp_path):
    """The last three sessions of each zone of the vectors, by the tz database that khal has."""
    by_zone = {}
    for each in entries(ROWS):
        by_zone.setdefault(each.timezone, []).append(each)
    wanted = [each for found in by_zone.values() for each in sorted(found, key=lambda one: one.start)[-3:]]
    (tmp_path / "vectors").mkdir()
    (tmp_path / "config").write_text(KHAL.format(folder=tmp_path))
    (tmp_path / "feed.ics").write_bytes(calendar_file(wanted, name="x", zone="UTC"))
    khal = ["khal", "-c", str(tmp_path / "config")]

    def run(*arguments):
        done = subprocess.run([*khal, *arguments], capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("import", "--batch", "-a", "vectors", str(tmp_path / "feed.ics"))
    first, last = min(each.start for each in wanted), max(each.end for each in wanted)
    days = (last.date() - first.date()).days + 2
    listed = run("list", "--format", "{uid} {start} {end}", "--day-format", "", f"{first.date()}", f"{days}d")
    found = {}
    for line in listed.splitlines():
        uid, *times = re.fullmatch(r"(\S+@corved) (\S+ \S+) (\S+ \S+)", line).groups()
        found[uid] = tuple(datetime.fromisoformat(each).replace(tzinfo=UTC) for each in times)
    assert found == as_stored(wanted)
