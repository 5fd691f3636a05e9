"""A match's dated schedule: which weekly schedule holds from which day on."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, starmap
from typing import NamedTuple

from corved.scheduling.generator import Occurrence, occurrences
from corved.scheduling.local_time import date_label
from corved.scheduling.pattern import Pattern
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.versions import changed, holding
from corved.scheduling.windows import Window


class Version(NamedTuple):
    """The schedule that holds from a day on, a local date of its own zone, until the next version."""

    since: date
    pattern: Pattern


@dataclass(frozen=True)
class Timetable:
    """Versions in order of their days, each day once. The first holds before its day, too."""

    versions: tuple[Version, ...]

    def __post_init__(self) -> None:
        if not self.versions or any(one.since >= other.since for one, other in pairwise(self.versions)):
            raise ValueError("A timetable's versions are in order of their days, each day once.")

    @staticmethod
    def of(pattern: Pattern) -> Timetable:
        """Return a timetable with one schedule for all days."""
        return Timetable((Version(date.min, pattern),))

    def on(self, day: date) -> Pattern:
        """Return the schedule that holds on a local date."""
        return holding(self.versions, day)

    def after(self, day: date) -> tuple[Version, ...]:
        """Return the versions that begin after a day. The first is none of them: it holds before its day, too."""
        return tuple(each for each in self.versions[1:] if each.since > day)

    def changed(self, since: date, pattern: Pattern, until: date | None = None) -> Timetable:
        """Return the timetable with another schedule from a given day.

        until: the last day of it, after which the old schedule returns. Without it, versions for later days are
        replaced.
        """
        return Timetable(tuple(starmap(Version, changed(self.versions, since, pattern, until))))

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Return every session time in the window, in order of the instant."""
        if len(self.versions) == 1:
            return occurrences(self.versions[0].pattern, window)
        parts = []
        for number, version in enumerate(self.versions):
            first = max(window.first, version.since) if number else window.first
            following = self.versions[number + 1].since if number + 1 < len(self.versions) else None
            last = window.last if following is None else min(window.last, following - ONE_DAY)
            if first <= last:
                parts.append(occurrences(version.pattern, Window(first, last)))
        return heapq.merge(*parts, key=lambda each: each.start)

    def in_words(self, window: Window, *, hours_24: bool = True) -> str:
        """Describe the schedule during a window: `Mondays, 19:00 Karachi; from Fri 20 Mar Mondays, 20:00 Karachi`."""
        later = [each for each in self.after(window.first) if each.since <= window.last]
        return "; ".join(
            [
                self.on(window.first).in_words(hours_24=hours_24),
                *(f"from {date_label(each.since)} {each.pattern.in_words(hours_24=hours_24)}" for each in later),
            ]
        )
