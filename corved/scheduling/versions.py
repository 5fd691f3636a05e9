"""Things agreed from a day on, until the next version: pairs of a day and a value, in order of their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from corved.scheduling.time_limits import ONE_DAY

T = TypeVar("T")


def holding(versions: Sequence[tuple[date, T]], day: date) -> T:
    """Return the value that holds on a day. The first holds before its day, too."""
    return next((value for since, value in reversed(versions) if since <= day), versions[0][1])


def changed(
    versions: Sequence[tuple[date, T]], since: date, value: T, until: date | None = None
) -> tuple[tuple[date, T], ...]:
    """Return the versions with another value from a day on.

    until: its last day, after which the old value returns. Without it, versions of later days are replaced.
    """
    before = tuple(each for each in versions if each[0] < since) or (
        () if versions[0][0] == since else ((date.min, versions[0][1]),)
    )
    if until is None:
        return (*before, (since, value))
    back = until + ONE_DAY
    after = (each for each in versions[1:] if each[0] > back)
    return (*before, (since, value), (back, holding(versions, back)), *after)
