"""Finds sessions whose stored instant differs from their wall clock, after a government changed its clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from uuid import UUID

from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import to_utc


@dataclass(frozen=True)
class Kept:
    """The times of a session as they are kept.

    first: the instant before the first move with its wall clock and zone; None for a session that was never moved.
    has_a_time: it does not wait for a new one.
    """

    session_id: UUID
    match_id: UUID
    time: Occurrence
    first: tuple[datetime, datetime, str] | None = None
    has_a_time: bool = True


@dataclass(frozen=True)
class Stale:
    """An upcoming session with a time that is wrong by the installed tzdata.

    stored: as it is kept. right: with the same wall clock, by the installed tzdata. first_start: the same for the
    instant before its first move, None without one. has_a_time: it does not wait for a new one.
    """

    session_id: UUID
    match_id: UUID
    stored: Occurrence
    right: Occurrence
    first_start: datetime | None = None
    has_a_time: bool = True

    @property
    def differs(self) -> bool:
        """Whether the session itself would be held at a wrong instant; else only its first time is wrong."""
        return self.stored.start != self.right.start


@dataclass(frozen=True)
class ZoneReport:
    """How many sessions of a zone are stored at another instant than their wall clock says, and the first of them."""

    zone: str
    count: int
    example: Stale


def stale(sessions: Iterable[Kept]) -> list[Stale]:
    """Return the sessions with an instant that no longer fits its wall clock in the installed tzdata."""
    found = []
    for each in sessions:
        start = _to_utc(each.time.local_start, each.time.timezone)
        first_start = _to_utc(*each.first[1:]) if each.first else None
        if start != each.time.start or (each.first and first_start != each.first[0]):
            right = each.time._replace(start=start, end=start + (each.time.end - each.time.start))
            found.append(Stale(each.session_id, each.match_id, each.time, right, first_start, each.has_a_time))
    return found


def by_zone(found: Iterable[Stale]) -> list[ZoneReport]:
    """Return one report per zone, by name, of sessions at a wrong instant; the example is the earliest session."""
    zones: dict[str, list[Stale]] = {}
    for each in found:
        if not each.differs:
            continue
        zones.setdefault(each.stored.timezone, []).append(each)
    return [
        ZoneReport(zone, len(each), min(each, key=lambda one: one.stored.local_start))
        for zone, each in sorted(zones.items())
    ]


def installed_tzdata() -> str:
    """Return the release of the tz database that is installed, such as `2026.1`."""
    return version("tzdata")


@lru_cache(maxsize=4096)
def _to_utc(local_start: datetime, timezone: str) -> datetime:
    return to_utc(local_start, timezone)
