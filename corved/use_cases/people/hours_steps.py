"""What setting weekly hours shares, whoever sets them."""

from __future__ import annotations

from datetime import date

from corved.problems import Problem
from corved.scheduling.weekly_hours import DAY_MINUTES, WeeklyHours


def refuse_bad_hours(hours: WeeklyHours, since: date = date.min, until: date | None = None) -> None:
    """Raise Problem for a stretch that is none, or days in the wrong order."""
    for day, first, last in hours.spans:
        if not (0 <= day <= 6 and 0 <= first < last <= DAY_MINUTES):
            raise Problem("The end must be after the start, on the same day. For midnight, enter 00:00.")
    if until is not None and until < since:
        raise Problem("Choose the first day or a later one.", "until")
