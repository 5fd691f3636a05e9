"""When a tutor teaches, or a learner can be taught: stretches of each day of the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from corved.scheduling.local_time import local
from corved.scheduling.pattern import days_in_words, weekday

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class WeeklyHours:
    """When a tutor teaches: (weekday 0=Sunday, from, to) in minutes of the tutor's local day. Empty: not known."""

    timezone: str
    spans: tuple[tuple[int, int, int], ...] = ()

    def allow(self, start: datetime, end: datetime) -> bool:
        """Say whether the hours, where they are known, hold the whole of [start, end)."""
        if not self.spans:
            return True
        here = local(start, self.timezone)
        begin = here.hour * 60 + here.minute
        length = int((end - start) / timedelta(minutes=1))
        today = weekday(here.date())
        at = self._until(today, begin)
        if at is not None and at == DAY_MINUTES and begin + length > DAY_MINUTES:
            over = begin + length - DAY_MINUTES
            tomorrow = self._until((today + 1) % 7, 0)
            return tomorrow is not None and over <= tomorrow
        return at is not None and begin + length <= at

    def _until(self, day: int, minute: int) -> int | None:
        """Return the end of the tutor's hours that contain this minute of this weekday, or None."""
        ends = [last for weekday_, first, last in self.spans if weekday_ == day and first <= minute < last]
        return max(ends, default=None)

    def in_words(self) -> str:
        """Return the hours in words: `Mon and Wed 15:00 to 21:00; Sat 09:00 to 12:00`."""
        days: dict[str, list[int]] = {}
        for day, first, last in self.spans:
            days.setdefault(f"{_clock(first)} to {_clock(last)}", []).append(day)
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


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
