"""Independent readers of calendars see the instants that the database has, for every zone of the vectors."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
import recurring_ical_events
from icalendar import Calendar

from corved.config import PROJECT
from corved.files.ics import MOST_BYTES, calendar_file
from corved.queries.calendars.feed import CalendarEntry
from tests.calendars.khal import read_by_khal
from tests.programs import needs

ROWS = [json.loads(line) for line in (PROJECT / "tests/vectors/visible.jsonl").read_text().splitlines()]
KHAL_A_ZONE = 2
NAMES = UUID("3d1b1c1e-6b1c-4e9c-9c7e-8f1f5d0c2a11")


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


@needs("khal")
def test_khal_agrees(tmp_path):
    """Only a few sessions of every zone in the vectors, because khal is slow."""
    zones = {row["zone"] for row in ROWS}
    of_zone = [entries([row for row in ROWS if row["zone"] == zone]) for zone in sorted(zones)]
    wanted = [each for found in of_zone for each in found[:: len(found) // KHAL_A_ZONE + 1]]

    found = read_by_khal(calendar_file(wanted, name="x", zone="UTC"), tmp_path, as_stored(wanted).values())

    assert {each.timezone for each in wanted} == zones
    assert found == as_stored(wanted)


@pytest.mark.parametrize(
    ("state", "title", "status"),
    [
        ("scheduled", "Math: Zara", "CONFIRMED"),
        ("rescheduled", "Math: Zara", "CONFIRMED"),
        ("needs_new_time", "Needs a new time: Math: Zara", "CANCELLED"),
        ("cancelled", "Cancelled: Math: Zara", "CANCELLED"),
    ],
)
def test_what_is_cancelled_says_so_in_its_title_and_gives_no_link(state, title, status):
    start = datetime(2026, 3, 2, 17, tzinfo=UTC)
    link = "https://meet.google.com/abc-defg-hij"
    entry = CalendarEntry(NAMES, state, start, start + timedelta(hours=1), "UTC", 0, start, "Math: Zara", link)

    [event] = Calendar.from_ical(calendar_file([entry], name="x", zone="UTC")).walk("VEVENT")

    assert (event["SUMMARY"], event["STATUS"]) == (title, status)
    assert (event.get("LOCATION") == link) == (status == "CONFIRMED")
    assert (event["TRANSP"] == "OPAQUE") == (status == "CONFIRMED")


def test_a_feed_without_sessions_has_a_component_as_the_standard_wants():  # situation 13
    calendar = Calendar.from_ical(calendar_file([], name="x", zone="UTC"))
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]


def test_a_feed_is_no_larger_than_it_may_be_and_the_nearest_sessions_are_in_it():  # situation 11
    start = datetime(2026, 3, 2, 17, tzinfo=UTC)
    title = "Math: " + "\N{ARABIC LETTER KEHEH}" * 400
    many = [
        CalendarEntry(uuid5(NAMES, str(number)), "scheduled", start, start, "UTC", 0, start, title, None)
        for number in range(1000)
    ]

    text = calendar_file(many, name="x", zone="UTC")

    assert len(text) <= MOST_BYTES
    kept = {str(each["UID"]) for each in Calendar.from_ical(text).walk("VEVENT")}
    assert kept == {f"{each.id}@corved" for each in many[: len(kept)]}
    assert len(kept) > 400
