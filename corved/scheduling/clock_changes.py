"""On which days the clocks of a place change between two sessions, and whose hour that moves."""

from __future__ import annotations

from collections.abc import Iterable
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


@dataclass(frozen=True)
class HourChange:
    """From `session` on, a lesson is at another hour of `zone`'s clock: `before` and `after`, as `09:00`.

    change: what moves it, the clocks of that zone or of the zone that leads; None where a single time does not exist.
    """

    zone: str
    session: Occurrence
    minutes: int
    before: str
    after: str
    change: ClockChange | None

    @property
    def day(self) -> date:
        """The day of the change of clocks, else of the lesson: a local date of the zone that changes."""
        return self.change.day if self.change else self.session.local_start.date()


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


def hour_change(before: Occurrence, this: Occurrence, zone: str) -> HourChange | None:
    """What `this` is at another hour of the zone for, after `before`; None where the hour stays."""
    minutes = hour_shift(before, this, zone)
    if not minutes:
        return None
    change = clock_change_between(before.start, this.start, zone) or clock_change_between(
        before.start, this.start, this.timezone
    )
    after = local(this.start, zone)
    return HourChange(zone, this, minutes, f"{after - timedelta(minutes=minutes):%H:%M}", f"{after:%H:%M}", change)


def look_ahead(sessions: Iterable[Occurrence], zones: Iterable[str]) -> list[HourChange]:
    """Every change of a zone's hour from one session to the next, in order of time.

    A change of the schedule itself to another leading zone is agreed, not a change of clocks: it is left out.
    """
    zones = tuple(dict.fromkeys(zones))
    found: list[HourChange] = []
    before: Occurrence | None = None
    for this in sessions:
        if before is not None and before.timezone == this.timezone:
            changes = (hour_change(before, this, zone) for zone in zones)
            found.extend(each for each in changes if each is not None)
        before = this
    return found


def a_week_before(session: Occurrence) -> Occurrence:
    """The same wall clock seven days earlier, whether a lesson was then or not."""
    local_start = session.local_start - 7 * ONE_DAY
    start = to_utc(local_start, session.timezone)
    return Occurrence(local_start, start, start + (session.end - session.start), session.timezone)


def change_this_week(session: Occurrence, zone: str) -> HourChange | None:
    """What makes the session's hour in the zone another one than that of the same lesson a week before."""
    return hour_change(a_week_before(session), session, zone)


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
