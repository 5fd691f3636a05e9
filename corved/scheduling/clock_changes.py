"""On which days the clocks of one side change between two sessions, and what that does to its hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corved.scheduling.local_time import local, local_date, offset_minutes, to_utc

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClockChange:
    """zone's clocks go forward or back on `day` (local date), by `minutes` (positive: forward).

    hour_moves: minutes by which the local hour of the session differs from that of the session before.
    """

    zone: str
    day: date
    minutes: int
    hour_moves: int


def clock_change_between(earlier: datetime, later: datetime, zone: str) -> ClockChange | None:
    """The change of `zone`'s offset between two session starts (aware instants), or None.

    Where clocks changed there and back again in between, nothing is left to say.
    """
    minutes = offset_minutes(later, zone) - offset_minutes(earlier, zone)
    if minutes == 0:
        return None
    before, after = local(earlier, zone), local(later, zone)
    moves = (after.hour * 60 + after.minute) - (before.hour * 60 + before.minute)
    if abs(moves) > 12 * 60:  # 23:30 to 00:30 is an hour later, not 23 earlier
        moves -= 24 * 60 * (1 if moves > 0 else -1)
    return ClockChange(zone, _day_of_change(earlier, later, zone), minutes, moves)


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
