"""A package's days: its first and last day, and its length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import arrow

from corved.scheduling.time_limits import ONE_DAY

LONGEST_WINDOW_DAYS = 366
LONGEST_PACKAGE_DAYS = 92


class BadWindow(ValueError):
    """The first and last day make no window."""


@dataclass(frozen=True)
class Window:
    """A first and a last local date, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadWindow("The last day is before the first day.")
        if (self.last - self.first).days > LONGEST_WINDOW_DAYS:
            raise BadWindow("Choose a last day within one year of the first day.")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY


class WindowKind(StrEnum):
    """The kinds of package length."""

    ONE_MONTH = "one_month"
    CALENDAR_MONTH = "calendar_month"
    FOUR_WEEKS = "28_days"

    @property
    def words(self) -> str:
        return KIND_WORDS[self]

    def window(self, first: date) -> Window:
        """Return the window of this kind that starts on a local date.

        One month: 3 February to 2 March. Calendar month: to the end of its month. 28 days: four weeks.
        """
        if self is WindowKind.FOUR_WEEKS:
            return Window(first, first + 27 * ONE_DAY)
        if self is WindowKind.CALENDAR_MONTH:
            return Window(first, arrow.Arrow.fromdate(first).ceil("month").date())
        return Window(first, arrow.Arrow.fromdate(first).shift(months=1).date() - ONE_DAY)


KIND_WORDS = {
    WindowKind.ONE_MONTH: "One month",
    WindowKind.CALENDAR_MONTH: "To the end of the month",
    WindowKind.FOUR_WEEKS: "28 days",
}


def one_month(first: date) -> Window:
    """Return the window from a date to the day before the same day of the next month: 3 February to 2 March."""
    return WindowKind.ONE_MONTH.window(first)
