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
class Stale:
    """An upcoming session whose stored time is wrong by the installed tzdata.

    stored: as it is kept. right: with the same wall clock, by the installed tzdata. has_a_time: it does not wait for a
    new one.
    """

    session_id: UUID
    match_id: UUID
    stored: Occurrence
    right: Occurrence
    has_a_time: bool = True


@dataclass(frozen=True)
class ZoneReport:
    """How many sessions of a zone are stored at another instant than their wall clock says, and the first of them."""

    zone: str
    count: int
    example: Stale


def stale(sessions: Iterable[tuple[UUID, UUID, Occurrence, bool]]) -> list[Stale]:
    """Return the sessions whose stored instant no longer fits their wall clock in the installed tzdata.

    times: (session id, match id, stored time, whether it is to be held then).
    """
    found = []
    for session_id, match_id, stored, has_a_time in sessions:
        start = _to_utc(stored.local_start, stored.timezone)
        if start != stored.start:
            right = stored._replace(start=start, end=start + (stored.end - stored.start))
            found.append(Stale(session_id, match_id, stored, right, has_a_time))
    return found


def by_zone(found: Iterable[Stale]) -> list[ZoneReport]:
    """Return one report per zone, by name; the example is the earliest session."""
    zones: dict[str, list[Stale]] = {}
    for each in found:
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
