"""Writes sessions as an iCalendar file (RFC 5545), for calendars that subscribe to it or take a single one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDatetime

from corved.queries.calendars.feed import CalendarEntry
from corved.scheduling.local_time import local
from corved.scheduling.zone_transitions import Offset, offset_at, transitions

REFRESH = timedelta(hours=1)
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

    name: what calendars call it. zone: the reader's, in which calendars may show it. Each event has the fixed wall
    clock with its VTIMEZONE; the UID stays, SEQUENCE rises with every change.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//CorvEd//CorvEd//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for label in ("name", "x-wr-calname"):
        calendar.add(label, name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for tzid in sorted({each.timezone for each in entries if _has_wall_clock(each)}):
        years = [at.year for each in entries if each.timezone == tzid for at in (each.start, each.end)]
        calendar.add_component(vtimezone(tzid, min(years) - 1, max(years) + 1))
    for each in entries:
        calendar.add_component(_event(each))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry) -> Event:
    status, word = STATES[entry.state]
    event = Event()
    event.add("uid", f"{entry.id}@corved")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", f"{word}: {entry.title}" if word and status == "CANCELLED" else entry.title)
    for name, at in (("dtstart", entry.start), ("dtend", entry.end)):
        event.add(name, *_time(entry, at))
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    if entry.meet_link and status != "CANCELLED":
        event.add("location", entry.meet_link)
    words = [word, f"Google Meet: {entry.meet_link}" if entry.meet_link and status != "CANCELLED" else ""]
    event.add("description", "\n".join(each for each in words if each))
    return event


def _time(entry: CalendarEntry, at: datetime) -> tuple[Any, dict[str, str]]:
    """Return a date property as a wall clock with its zone, or in UTC if the wall clock is ambiguous."""
    if not _has_wall_clock(entry):
        return vDatetime(at.astimezone(UTC)), {}
    return vDatetime(local(at, entry.timezone).replace(tzinfo=None)), {"TZID": entry.timezone}


def _has_wall_clock(entry: CalendarEntry) -> bool:
    """Say whether to write an instant as local time: not in the hour that clocks repeat in autumn.

    The standard means the first of the two, but calendars differ, and UTC is the same to all.
    """
    wall = [local(at, entry.timezone) for at in (entry.start, entry.end)]
    return all(at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset() for at in wall)


@lru_cache(maxsize=256)
def vtimezone(tzid: str, first_year: int, last_year: int) -> Timezone:
    """Return the calendar definition of a zone, with each of its clock changes.

    It is our own because icalendar 7.3 puts a change forward an hour late.
    """
    zone = Timezone()
    zone.add("tzid", tzid)
    begin = datetime(first_year, 1, 1, tzinfo=UTC)
    first = offset_at(begin, tzid)
    zone.add_component(_observance((begin + first.of_utc).replace(tzinfo=None), first, first))
    for each in transitions(tzid, first_year, last_year):
        zone.add_component(_observance(each.local_onset, each.before, each.after))
    return zone


def _observance(onset: datetime, before: Offset, after: Offset) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if after.is_summer else TimezoneStandard()
    part.add("dtstart", onset)
    part.add("tzname", after.name)
    part.add("tzoffsetfrom", before.of_utc)
    part.add("tzoffsetto", after.of_utc)
    return part
