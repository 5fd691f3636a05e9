"""A week's page, of the academy and of a tutor."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from corved import clock
from corved.queries.sessions.week import Week
from corved.scheduling.lanes import spots
from corved.scheduling.local_time import local_date
from corved.web.access import signed_in

FIRST, LAST = date(2000, 1, 3), date(2100, 1, 1)


def shown_week(found: Week) -> dict[str, Any]:
    """Return the values for the template of a week, and where the present moment stands in its day."""
    now = clock.now()
    return {"found": found, "now_spot": spots([(now, now)], found.zone)[0]}


def wanted_day() -> date:
    """Return the day in the URL, or today in the reader's zone."""
    today = local_date(clock.now(), signed_in().timezone)
    day = request.args.get("week", today, type=date.fromisoformat)
    return day if FIRST <= day <= LAST else today
