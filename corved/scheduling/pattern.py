"""The weekly schedule that two sides agreed on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from corved.scheduling.local_time import local, to_utc, wall_label
from corved.scheduling.zones import city, zone

DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
WEEKDAYS = frozenset(range(7))
SHORTEST_MINS, LONGEST_MINS = 10, 240  # what was agreed before may last longer than what is offered


class BadPattern(ValueError):
    """The schedule cannot be read; the message says which part and what it should be."""


@dataclass(frozen=True)
class Pattern:
    """Weekdays and a wall-clock time in one zone.

    timezone: IANA name; its wall clock is fixed. days: 0=Sunday..6=Saturday, in order, each once. time: wall clock, to
    the minute. duration_mins: elapsed minutes. times: another time for some of the days.
    """

    timezone: str
    days: tuple[int, ...]
    time: dt.time
    duration_mins: int = 60
    times: Mapping[int, dt.time] = field(default_factory=dict)

    def __post_init__(self) -> None:
        zone(self.timezone)
        days = set(self.days)
        if not days:
            raise BadPattern("Choose at least one day of the week.")
        if len(days) != len(self.days) or not days <= WEEKDAYS:
            raise BadPattern("Days are numbers from 0 (Sunday) to 6 (Saturday), each at most once.")
        if not SHORTEST_MINS <= self.duration_mins <= LONGEST_MINS:
            raise BadPattern(f"A session lasts from {SHORTEST_MINS} to {LONGEST_MINS} minutes.")
        if not days.issuperset(self.times):
            raise BadPattern("Another time is given for a day that is not chosen.")

    def has(self, day: dt.date) -> bool:
        return weekday(day) in self.days

    def time_on(self, day: dt.date) -> dt.time:
        """Return the wall-clock time of a session on a local date."""
        return self.times.get(weekday(day), self.time)

    def in_words(self, *, hours_24: bool = True, zone: str | None = None, week_of: dt.date | None = None) -> str:
        """Return it in words: `Mondays and Wednesdays, 19:00 Karachi`, or `Mondays 18:00, Fridays 19:30 Karachi`.

        zone: the reader's, whose weekdays and hours are named; its own without it. week_of: the first day of the week
        that is converted, a local date of its own zone, because the clocks of two zones change on different days.
        """
        days_at: dict[dt.time, list[int]] = {}
        for day, at in self.seen_from(zone, week_of) if zone and week_of else self._by_weekday():
            days_at.setdefault(at, []).append(day)
        between = ", " if len(days_at) == 1 else " "
        groups = [f"{days_in_words(days)}{between}{wall_label(at, hours_24=hours_24)}" for at, days in days_at.items()]
        return f"{', '.join(groups)} {city(zone or self.timezone)}"

    def _by_weekday(self) -> list[tuple[int, dt.time]]:
        return [(day, self.times.get(day, self.time)) for day in sorted(self.days, key=_from_monday)]

    def seen_from(self, zone: str, week_of: dt.date) -> list[tuple[int, dt.time]]:
        """Return the weekdays and times of one week, as people in another zone see them. Monday comes first.

        week_of: the first day of the week, a local date of its own zone.
        """
        found = []
        for each in (week_of + dt.timedelta(days=number) for number in range(7)):
            if self.has(each):
                there = local(to_utc(dt.datetime.combine(each, self.time_on(each)), self.timezone), zone)
                found.append((weekday(there.date()), there.time()))
        return sorted(found, key=lambda pair: _from_monday(pair[0]))

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that a match keeps.

        `{"timezone", "days", "time", "duration_mins"}` and, when there are any, `times`.
        """
        kept: dict[str, Any] = {
            "timezone": self.timezone,
            "days": list(self.days),
            "time": f"{self.time:%H:%M}",
            "duration_mins": self.duration_mins,
        }
        if self.times:
            kept["times"] = {str(day): f"{at:%H:%M}" for day, at in self.times.items()}
        return kept

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Pattern:
        """Read what `to_json` returned. Raises BadPattern or UnknownZone when it cannot be read."""
        days = kept.get("days")
        if not isinstance(days, (list, tuple)) or not all(type(day) is int for day in days):
            raise BadPattern("Days are a list of numbers from 0 (Sunday) to 6 (Saturday).")
        duration = kept.get("duration_mins", 60)
        if type(duration) is not int:
            raise BadPattern("The duration is a whole number of minutes.")
        times = kept.get("times") or {}
        if not isinstance(times, Mapping) or not all(str(day) in "0123456" for day in times):
            raise BadPattern("Other times are given by day, from 0 (Sunday) to 6 (Saturday).")
        return Pattern(
            timezone=str(kept.get("timezone", "")),
            days=tuple(sorted(days)),
            time=parse_time(kept.get("time")),
            duration_mins=duration,
            times={int(day): parse_time(at) for day, at in times.items()},
        )


def days_in_words(days: Iterable[int]) -> str:
    """Return weekdays in words, Monday first: `Mondays, Tuesdays and Sundays`."""
    names = [f"{DAY_NAMES[day]}s" for day in sorted(days, key=_from_monday)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _from_monday(day: int) -> int:
    return (day - 1) % 7


def weekday(day: dt.date) -> int:
    """Return 0=Sunday..6=Saturday, as schedules count. Python counts from Monday."""
    return day.isoweekday() % 7


def parse_time(text: object) -> dt.time:
    """Read `HH:MM`. Raises BadPattern for anything else, 24:00 and 9:00 included."""
    if isinstance(text, str) and TIME.fullmatch(text):
        return dt.time(int(text[:2]), int(text[3:]))
    raise BadPattern(f"{text!r} is not a time of day. Enter it as HH:MM, like 19:00.")
