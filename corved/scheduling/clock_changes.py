"""Finds changes of clocks between sessions, and by how much they shift the local hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local, local_date, offset_minutes, to_utc
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.zones import names, zone

DAY_MINUTES = 24 * 60
NOTICE = 7 * ONE_DAY


@dataclass(frozen=True)
class ClockChange:
    """A zone's clocks go forward (positive) or back by so many minutes on a day, a local date there."""

    zone: str
    day: date
    minutes: int


@dataclass(frozen=True)
class HourChange:
    """A change of a session's local hour for one person.

    before, after: the hours, written like `09:00`. first: the day of the first such session, a local date of that
    place. change: the clock change behind it, of that place or of the fixed zone; None where a single time does not
    exist.
    """

    minutes: int
    before: str
    after: str
    first: date
    change: ClockChange | None


@dataclass(frozen=True)
class ClockNote:
    """A note that sessions change their local hour from `session` on.

    changes: one for each zone where the hour changes; in other zones it stays.
    """

    session: Occurrence
    changes: Mapping[str, HourChange]

    @property
    def day(self) -> date:
        """Return the day on which the clocks change, a local date of the zone that changes; else the session's own."""
        return self.clocks[0].day if self.clocks else self.session.local_start.date()

    @property
    def clocks(self) -> tuple[ClockChange, ...]:
        """Return whose clocks change, each once."""
        return tuple(dict.fromkeys(each.change for each in self.changes.values() if each.change is not None))


def clock_change_between(earlier: datetime, later: datetime, zone: str) -> ClockChange | None:
    """Return the change of the zone's offset between two instants (aware), or None.

    None also where clocks changed there and back again in between.
    """
    minutes = offset_minutes(later, zone) - offset_minutes(earlier, zone)
    return ClockChange(zone, _day_of_change(earlier, later, zone), minutes) if minutes else None


def hour_shift(before: Occurrence, this: Occurrence, zone: str) -> int:
    """Return how many minutes later `this` starts than expected after `before`, in a zone's local time.

    Negative for earlier. A different time that was agreed for the day is expected; 23:30 to 00:30 is an hour later, not
    23 earlier.
    """
    expected = _minutes(this.local_start) - _minutes(before.local_start)
    shift = _minutes(local(this.start, zone)) - _minutes(local(before.start, zone)) - expected
    return (shift + DAY_MINUTES // 2) % DAY_MINUTES - DAY_MINUTES // 2


def hour_change(before: Occurrence, this: Occurrence, zone: str) -> HourChange | None:
    """Return how the hour of `this` in the zone differs after `before`; None where it stays."""
    minutes = hour_shift(before, this, zone)
    if not minutes:
        return None
    change = clock_change_between(before.start, this.start, zone) or clock_change_between(
        before.start, this.start, this.timezone
    )
    after = local(this.start, zone)
    return HourChange(minutes, f"{after - timedelta(minutes=minutes):%H:%M}", f"{after:%H:%M}", after.date(), change)


def look_ahead(sessions: Iterable[Occurrence], zones: Iterable[str]) -> list[ClockNote]:
    """Return every change of hour in one of the zones from one session to the next, in order of time.

    Nothing is said where the schedule itself changes its fixed zone: that was agreed.
    """
    zones = tuple(dict.fromkeys(zones))
    found: list[ClockNote] = []
    before: Occurrence | None = None
    for this in sessions:
        if before is not None and before.timezone == this.timezone:
            _add_note(found, before, this, zones)
        before = this
    return found


@lru_cache(maxsize=4096)
def clocks_change_near(today: date, zone_name: str) -> bool:
    """Say whether the zone's clocks change in the eight days before or after a day (UTC). Otherwise no hour moves."""
    days = [datetime.combine(today + number * ONE_DAY, time(), UTC) for number in range(-8, 10)]
    return len({at.astimezone(zone(zone_name)).utcoffset() for at in days}) > 1


@lru_cache(maxsize=4)
def changing_zones(today: date) -> Mapping[str, datetime]:
    """Return every zone whose clocks change near a day, with the instant of the change, in UTC."""
    near = (name for name in names() if clocks_change_near(today, name))
    return {name: _change_after(name, today - NOTICE - ONE_DAY) for name in near}


def _change_after(zone_name: str, day: date) -> datetime:
    """Return the first instant after a day (UTC), to the minute, from which on a zone's offset is another one.

    There is one.
    """
    low = datetime.combine(day, time(), UTC)
    offset = offset_minutes(low, zone_name)
    while offset_minutes(low + ONE_DAY, zone_name) == offset:
        low += ONE_DAY
    high = low + ONE_DAY
    while high - low > timedelta(minutes=1):
        middle = (low + (high - low) / 2).replace(second=0, microsecond=0)
        low, high = (middle, high) if offset_minutes(middle, zone_name) == offset else (low, middle)
    return high


def note_this_week(session: Occurrence, zones: Iterable[str], today: date) -> ClockNote | None:
    """Return the clock change that shifts this session's local hour from the week before, or None.

    Only from 7 days before the change of clocks until the first week after it. today: a local date.
    """
    note = note_since(session, zones, weeks=1)
    return note if note is not None and abs(note.day - today) <= NOTICE else None


def note_since(session: Occurrence, zones: Iterable[str], *, weeks: int) -> ClockNote | None:
    """Return the clock change that shifts this session's local hour from so many weeks before, or None."""
    found: list[ClockNote] = []
    _add_note(found, weeks_before(session, weeks), session, tuple(dict.fromkeys(zones)))
    return found[0] if found else None


def weeks_before(session: Occurrence, weeks: int) -> Occurrence:
    """Return the wall clock of a session so many weeks earlier.

    Whether there was a session then does not matter.
    """
    local_start = session.local_start - 7 * weeks * ONE_DAY
    start = to_utc(local_start, session.timezone)
    return Occurrence(local_start, start, start + (session.end - session.start), session.timezone)


def _add_note(found: list[ClockNote], before: Occurrence, this: Occurrence, zones: tuple[str, ...]) -> None:
    changes = {zone: change for zone in zones if (change := hour_change(before, this, zone)) is not None}
    if changes:
        found.append(ClockNote(this, changes))


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _day_of_change(earlier: datetime, later: datetime, zone: str) -> date:
    """Return the local date on which the offset that holds at `later` began."""
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
