"""Formats a date and time for a message, in the recipient's zone, with the other side's day if it differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from corved.scheduling.local_time import hour_label, local_date, place_label


@dataclass(frozen=True)
class Reader:
    """How one person reads times: their zone and time format.

    hours_24: True for 19:00, False for 7:00 PM.
    """

    zone: str
    hours_24: bool = True


def moment(instant: datetime, reader: Reader, other: str = "", other_zone: str = "") -> str:
    """Return a moment in words: `Tuesday 20 October, 19:00 Karachi, UTC+5`.

    Where it is another day on the other side: `(Monday 19 October for Bilal)` after it.
    """
    day = local_date(instant, reader.zone)
    hour = hour_label(instant, reader.zone, hours_24=reader.hours_24)
    words = f"{long_day(day)}, {hour} {place_label(instant, reader.zone)}"
    there = local_date(instant, other_zone) if other_zone else day
    return words if there == day else f"{words} ({long_day(there)} for {other})"


def long_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
