"""On which days the clocks of a place change between two sessions, and whose hour that moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local, local_date, offset_minutes, to_utc

ONE_DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class ClockChange:
    """The zone's clocks go forward (positive) or back by so many minutes on a day, a local date there."""

    zone: str
    day: date
    minutes: int


def clock_change_between(earlier: datetime, later: datetime, zone: str) -> ClockChange | None:
    """The change of the zone's offset between two instants (aware), or None.

    Where clocks changed there and back again in between, nothing is left to say.
    """
    minutes = offset_minutes(later, zone) - offset_minutes(earlier, zone)
    return ClockChange(zone, _day_of_change(earlier, later, zone), minutes) if minutes else None


def hour_shift(before: Occurrence, this: Occurrence, zone: str) -> int:
    """By how many minutes the hour of `this` in the zone differs from what one expects after `before`.

    A different time that was agreed for the day is expected; 23:30 to 00:30 is an hour later, not 23 earlier.
    """
    expected = _minutes(this.local_start) - _minutes(before.local_start)
    shift = _minutes(local(this.start, zone)) - _minutes(local(before.start, zone)) - expected
    return (shift + DAY_MINUTES // 2) % DAY_MINUTES - DAY_MINUTES // 2


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _day_of_change(earlier: datetime, later: datetime, zone: str) -> date:
    """The local date on which the offset that holds at `later` began."""
    day = local_date(later, zone)
    wanted = offset_minutes(later, zone)
    while day > local_date(earlier, zone):
        midnight = to_utc(datetime.combine(day, datetime.min.time()), zone)
        if offset_minutes(midnight, zone) != wanted:
            return day
        if offset_minutes(midnight - timedelta(seconds=1), zone) != wanted:
            return day
        day -= ONE_DAY
    return day
