"""A week's page, of the academy and of a tutor."""

from __future__ import annotations

from datetime import date

from flask import request

from corved import clock
from corved.scheduling.local_time import local_date
from corved.web.access import signed_in

FIRST, LAST = date(2000, 1, 3), date(2100, 1, 1)


def wanted_day() -> date:
    """Return the day in the URL, or today in the reader's zone."""
    today = local_date(clock.now(), signed_in().timezone)
    day = request.args.get("week", today, type=date.fromisoformat)
    return day if FIRST <= day <= LAST else today
