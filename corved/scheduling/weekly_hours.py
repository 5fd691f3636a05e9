"""When a tutor teaches, or a learner can be taught: stretches of each day of the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise, starmap
from typing import Any, NamedTuple

from corved.scheduling.local_time import local, local_date
from corved.scheduling.pattern import days_in_words, weekday
from corved.scheduling.versions import changed, holding

DAY_MINUTES = 24 * 60
MINUTE = timedelta(minutes=1)
LATEST_OVER_MIDNIGHT = 12 * 60  # of the next day; a later end is a mistake


@dataclass(frozen=True)
class WeeklyHours:
    """When a tutor teaches: (weekday 0=Sunday, from, to) in minutes of the tutor's local day. Empty: not known."""

    timezone: str
    spans: tuple[tuple[int, int, int], ...] = ()

    def allow(self, start: datetime, end: datetime) -> bool:
        """Say whether the hours, where they are known, hold every minute of [start, end).

        A minute lies in the hours when its local wall clock does: of an hour that clocks repeat, both times.
        """
        if not self.spans:
            return True
        here, last = local(start, self.timezone), local(end - MINUTE, self.timezone)
        length = int((end - start) / MINUTE)
        if here.utcoffset() == last.utcoffset():
            return self._holds(weekday(here.date()), here.hour * 60 + here.minute, length)
        minutes = (local(start + number * MINUTE, self.timezone) for number in range(length))
        return all(self._holds(weekday(each.date()), each.hour * 60 + each.minute, 1) for each in minutes)

    def _holds(self, day: int, minute: int, length: int) -> bool:
        """Say whether so many minutes of the wall clock lie in the hours, from a minute of a weekday on."""
        while length > 0:
            until = max((last for on, first, last in self.spans if on == day and first <= minute < last), default=None)
            if until is None:
                return False
            length -= until - minute
            day, minute = (day, until) if until < DAY_MINUTES else ((day + 1) % 7, 0)
        return True

    def stretches(self) -> dict[int, list[tuple[int, int]]]:
        """Return (from, to) of each day as people say it: what goes on over midnight is one stretch, of its first day.

        Its end is before its start then, and at noon at the latest.
        """
        days: dict[int, list[tuple[int, int]]] = {day: [] for day in range(7)}
        for day, first, last in sorted(self.spans):
            days[day].append((first, last))
        late = [day for day, found in days.items() if found and found[-1][1] == DAY_MINUTES]
        goes_on = {day: days[(day + 1) % 7][0][1] for day in late if (days[(day + 1) % 7] or [(1, 1)])[0][0] == 0}
        for day, last in goes_on.items():
            first = days[day][-1][0]
            if last <= min(first, LATEST_OVER_MIDNIGHT):
                days[day][-1] = (first, last)
                days[(day + 1) % 7].pop(0)
        return days

    def in_words(self) -> str:
        """Return the hours in words: `Mon and Wed 15:00 to 21:00; Sat 22:00 to 02:00 the next morning`."""
        days: dict[str, list[int]] = {}
        for day, found in self.stretches().items():
            for first, last in found:
                morning = " the next morning" if last <= first else ""
                days.setdefault(f"{_clock(first)} to {_clock(last)}{morning}", []).append(day)
        return "; ".join(f"{days_in_words(found)} {hours}" for hours, found in days.items())

    def to_json(self) -> list[dict[str, Any]]:
        """Return the hours as JSON: `[{"day": 1, "from": "15:00", "to": "21:00"}]`.

        Midnight at the end of a day is "24:00".
        """
        return [{"day": day, "from": _clock(first), "to": _clock(last)} for day, first, last in self.spans]

    @staticmethod
    def from_json(timezone: str, kept: Iterable[Mapping[str, Any]]) -> WeeklyHours:
        """Read the weekly hours that `to_json` returned."""
        return WeeklyHours(
            timezone, tuple((each["day"], _minutes(each["from"]), _minutes(each["to"])) for each in kept)
        )


class HoursVersion(NamedTuple):
    """Weekly hours that hold from a day on, a local date of their own zone, until the next version."""

    since: date
    hours: WeeklyHours

    def to_row(self) -> dict[str, Any]:
        """Return it as a row of tutor_hours, without its tutor."""
        return {"since": self.since, "timezone": self.hours.timezone, "weekly_hours": self.hours.to_json()}


@dataclass(frozen=True)
class DatedHours:
    """Versions in order of their days, each day once. The first holds before its day, too."""

    versions: tuple[HoursVersion, ...]

    @staticmethod
    def of(hours: WeeklyHours) -> DatedHours:
        """Return the same hours for all days."""
        return DatedHours((HoursVersion(date.min, hours),))

    @staticmethod
    def from_json(kept: Iterable[tuple[str, str, Iterable[Mapping[str, Any]]]] | None, timezone: str) -> DatedHours:
        """Read (since, zone, hours) of each version. timezone: of a tutor who has none."""
        versions = [
            HoursVersion(date.fromisoformat(since), WeeklyHours.from_json(zone, hours))
            for since, zone, hours in kept or ()
        ]
        return DatedHours(tuple(versions)) if versions else DatedHours.of(WeeklyHours(timezone))

    def on(self, day: date) -> WeeklyHours:
        """Return the hours that hold on a local date."""
        return holding(self.versions, day)

    def at(self, instant: datetime) -> WeeklyHours:
        """Return the hours that hold at an instant, by the date of each version's own zone."""
        later = (each for each in reversed(self.versions[1:]) if local_date(instant, each.hours.timezone) >= each.since)
        return next(later, self.versions[0]).hours

    def allow(self, start: datetime, end: datetime) -> bool:
        """Say whether the hours of the day hold every minute of [start, end)."""
        first = self.at(start)
        if first is self.at(end - MINUTE):
            return first.allow(start, end)
        minutes = (start + number * MINUTE for number in range(int((end - start) / MINUTE)))
        return all(self.at(each).allow(each, each + MINUTE) for each in minutes)

    def merged(self) -> DatedHours:
        """Return the versions without those that only repeat the one before."""
        others = (each for before, each in pairwise(self.versions) if each.hours != before.hours)
        return DatedHours((self.versions[0], *others))

    def changed(self, since: date, hours: WeeklyHours, until: date | None = None) -> DatedHours:
        """Return other hours from a day on, or for all days where none were known and no end is named.

        until: the last day of them, after which the old ones return.
        """
        if until is None and not any(each.hours.spans for each in self.versions):
            return DatedHours.of(hours)
        return DatedHours(tuple(starmap(HoursVersion, changed(self.versions, since, hours, until))))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
