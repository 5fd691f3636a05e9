"""Finds when the clocks of a zone change, to the second, for calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from corved.scheduling.local_time import local

STEP = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Offset:
    """The difference between a zone's local time and UTC.

    is_summer: the zone itself calls it daylight saving.
    """

    of_utc: timedelta
    name: str
    is_summer: bool


@dataclass(frozen=True)
class Transition:
    """A change of a zone's clocks.

    at: an instant (aware, UTC), from which on `after` holds.
    """

    at: datetime
    before: Offset
    after: Offset

    @property
    def local_onset(self) -> datetime:
        """Return the wall clock just before the change (naive), as RFC 5545 §3.6.5 wants it."""
        return (self.at + self.before.of_utc).replace(tzinfo=None)


def offset_at(instant: datetime, zone: str) -> Offset:
    there = local(instant, zone)
    of_utc, summer = there.utcoffset(), there.dst()
    assert of_utc is not None
    return Offset(of_utc, there.tzname() or "", bool(summer))


@lru_cache(maxsize=256)
def transitions(zone: str, first_year: int, last_year: int) -> tuple[Transition, ...]:
    """Return every change in these years (UTC, both included), in order; zones that never change have none.

    Two changes within a day that cancel each other out are not seen: no zone has had any since 1970.
    """
    found = []
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    before = offset_at(at, zone)
    while at < end:
        after = offset_at(at + STEP, zone)
        if after != before:
            found.append(Transition(_first_second(at, at + STEP, before, zone), before, after))
        at, before = at + STEP, after
    return tuple(found)


def _first_second(before_it: datetime, after_it: datetime, before: Offset, zone: str) -> datetime:
    while after_it - before_it > SECOND:
        middle = before_it + (after_it - before_it) // 2
        middle = middle.replace(microsecond=0)
        if offset_at(middle, zone) == before:
            before_it = middle
        else:
            after_it = middle
    return after_it
