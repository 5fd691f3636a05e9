"""Converts UTC instants to a person's local time, and names hours, days and zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import arrow

from corved.scheduling.zones import city, zone

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def local(instant: datetime, zone_name: str) -> datetime:
    """Return the aware local datetime of an instant (aware, any zone) in an IANA zone."""
    return _local(instant.astimezone(UTC), zone_name)


# A row of a page labels the same instant up to ten times. Of UTC only: the two 01:30 of a night compare as equal.
@lru_cache(maxsize=4096)
def _local(instant: datetime, zone_name: str) -> datetime:
    return arrow.Arrow.fromdatetime(instant).to(zone(zone_name)).datetime


def to_utc(local_start: datetime, zone_name: str) -> datetime:
    """Return the instant, in UTC, of a naive wall-clock time in a zone, by RFC 5545 section 3.3.5.

    A time inside a gap is read with the offset before the gap (02:30 becomes 03:30); of a time that occurs twice the
    first is meant. Both are what fold=0 says.
    """
    wall = local_start
    there = arrow.Arrow(wall.year, wall.month, wall.day, wall.hour, wall.minute, tzinfo=zone(zone_name))
    return there.to(UTC).datetime


def offset_label(instant: datetime, zone_name: str) -> str:
    """Return a zone's offset at an instant as a label, with a true minus: `UTC+5`, `UTC−4`, `UTC+5:45`."""
    minutes = offset_minutes(instant, zone_name)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def offset_minutes(instant: datetime, zone_name: str) -> int:
    """Return the minutes east of UTC at an instant."""
    offset = local(instant, zone_name).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 60)


def place_label(instant: datetime, zone_name: str) -> str:
    """Return a place with its UTC offset as a label: `Karachi, UTC+5`."""
    return f"{city(zone_name)}, {offset_label(instant, zone_name)}"


def city_label(instant: datetime, zone_name: str) -> str:
    """Return a place as a label beside a time: `Karachi`; with its offset where clocks show that time twice."""
    return place_label(instant, zone_name) if _is_twice(instant, zone_name) else city(zone_name)


def _is_twice(instant: datetime, zone_name: str) -> bool:
    here = local(instant, zone_name)
    return here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()


@lru_cache(maxsize=4096)
def date_label(day: date, today: date | None = None) -> str:
    """Return a date as a label: `Tue 20 Oct`, with the year when it is not today's."""
    year = f" {day.year}" if today is not None and day.year != today.year else ""
    return f"{day:%a} {day.day} {day:%b}{year}"


def hour_label(instant: datetime, zone_name: str, *, hours_24: bool = True) -> str:
    """Return an hour as a label: `19:00`, or `7:00 PM`."""
    return wall_label(local(instant, zone_name).time(), hours_24=hours_24)


def wall_label(at: time, *, hours_24: bool = True) -> str:
    """Return a wall-clock time as a label: `19:00` or `7:00 PM`."""
    if hours_24:
        return f"{at:%H:%M}"
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def span_label(start: datetime, end: datetime, zone_name: str, *, hours_24: bool = True) -> str:
    """Return a span of time as a label: `19:00–20:00`. Around a change of clocks each end has its offset."""
    first, last = (hour_label(each, zone_name, hours_24=hours_24) for each in (start, end))
    changes = offset_minutes(start, zone_name) != offset_minutes(end, zone_name)
    if changes or _is_twice(start, zone_name):
        first, last = f"{first} {offset_label(start, zone_name)}", f"{last} {offset_label(end, zone_name)}"
    return f"{first}–{last}"


def end_label(start: datetime, end: datetime, zone_name: str, *, hours_24: bool = True) -> str:
    """Return the end of a span as a label: `20:00`, with the offset and the day where they changed since the start."""
    label = hour_label(end, zone_name, hours_24=hours_24)
    if offset_minutes(start, zone_name) != offset_minutes(end, zone_name):
        label = f"{label} {offset_label(end, zone_name)}"
    day = local_date(end, zone_name)
    return label if day == local_date(start, zone_name) else f"{label} on {date_label(day)}"


def local_date(instant: datetime, zone_name: str) -> date:
    return local(instant, zone_name).date()


def distance_label(instant: datetime, now: datetime, zone_name: str) -> str:
    """Return the time from now as words: `in 2 hours`, `in 1 hour and 59 minutes`, `in 3 days, on Thursday`.

    Below a day it is never rounded past a session. From then on it counts calendar days in the zone, the reader's:
    from Monday 09:00 to Thursday 08:00 are 3.
    """
    away = abs(instant - now)
    if away < timedelta(minutes=1):
        return "now"
    if away >= DAY:
        return _days_away(local_date(instant, zone_name), local_date(now, zone_name))
    moment = arrow.Arrow.fromdatetime(instant)
    if away < HOUR:
        return moment.humanize(now, granularity="minute").replace("in a minute", "in 1 minute")
    if away < 6 * HOUR and (away % HOUR) >= timedelta(minutes=1):
        return moment.humanize(now, granularity=["hour", "minute"]).replace(" an hour", " 1 hour")
    return moment.humanize(now, granularity="hour").replace(" an hour", " 1 hour")


def _days_away(day: date, today: date) -> str:
    days = (day - today).days
    if abs(days) == 1:
        return f"tomorrow, {day:%A}" if days > 0 else f"yesterday, {day:%A}"
    return f"in {days} days, on {day:%A}" if days > 0 else f"{-days} days ago, on {day:%A}"
