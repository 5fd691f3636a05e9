"""Writes sessions as an iCalendar file (RFC 5545), for calendars that subscribe to it or take a single one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from corved.queries.calendars.feed import CalendarEntry

REFRESH = timedelta(hours=1)
MOST_BYTES = 600_000
EVENTS_KEPT = 4000  # about 3 MB in a process
END = b"END:VCALENDAR\r\n"
STATES = {
    "scheduled": ("CONFIRMED", ""),
    "rescheduled": ("CONFIRMED", "Moved"),
    "done": ("CONFIRMED", "Done"),
    "no_show_student": ("CONFIRMED", "Student absent"),
    "no_show_tutor": ("CONFIRMED", "Tutor absent"),
    "needs_new_time": ("CANCELLED", "Needs a new time"),
    "cancelled": ("CANCELLED", "Cancelled"),
}


def calendar_file(entries: Sequence[CalendarEntry], *, name: str, zone: str) -> bytes:
    """Return an iCalendar file of a person's sessions.

    entries: the nearest to now first; the farthest are left out of a file that would be larger than MOST_BYTES. name:
    what calendars call it. zone: the reader's, in which calendars may show it. Each event is an instant in UTC, because
    programs that know a zone read it with their own, older rules. The UID stays, SEQUENCE rises with every change.
    """
    body = _file(entries, name, zone)
    while len(body) > MOST_BYTES:
        entries = entries[: len(entries) * MOST_BYTES // len(body)]
        body = _file(entries, name, zone)
    return body


def _file(entries: Sequence[CalendarEntry], name: str, zone: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//CorvEd//CorvEd//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for label in ("name", "x-wr-calname"):
        calendar.add(label, name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if not entries:
        calendar.add_component(_nothing())
    events = (_event(each) for each in sorted(entries, key=lambda entry: (entry.start, entry.id)))
    return b"".join((bytes(calendar.to_ical()).removesuffix(END), *events, END))


@lru_cache(maxsize=EVENTS_KEPT)
def _event(entry: CalendarEntry) -> bytes:
    """Return an event's lines, kept for the next file: after a change the library writes one event, not a thousand."""
    status, word = STATES[entry.state]
    event = Event()
    event.add("uid", f"{entry.id}@corved")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", f"{word}: {entry.title}" if word and status == "CANCELLED" else entry.title)
    for name, at in (("dtstart", entry.start), ("dtend", entry.end)):
        event.add(name, at.astimezone(UTC))
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    if entry.meet_link and status != "CANCELLED":
        event.add("location", entry.meet_link)
    words = [word, f"Google Meet: {entry.meet_link}" if entry.meet_link and status != "CANCELLED" else ""]
    event.add("description", "\n".join(each for each in words if each))
    return bytes(event.to_ical())


def _nothing() -> Timezone:
    """Return a definition of UTC, for a calendar without sessions: it must have a component (RFC 5545 §3.6)."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - a wall clock, as the property wants it
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    utc = Timezone()
    utc.add("tzid", "UTC")
    utc.add_component(standard)
    return utc
