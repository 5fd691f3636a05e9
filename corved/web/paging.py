"""Reads the page number of a list, and the month of a page, from the URL."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from flask import request

from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.queries.page import LAST


def page_number(name: str = "page") -> int:
    """Return the page number in the URL, from 1 to LAST; 1 where it is no number. name: of its parameter."""
    return min(max(request.args.get(name, 1, type=int), 1), LAST)


def is_a_month(text: str | None) -> bool:
    """Say whether a month like 2026-11 can be read; so can none."""
    return text is None or _month(text) is not None


def month_asked(today: date) -> date:
    """Return the first day of the month in the URL, `month` like 2026-11; of today's month where it is none."""
    return _month(request.args.get("month", "")) or today.replace(day=1)


def _month(text: str) -> date | None:
    with suppress(ValueError):
        first = date.fromisoformat(f"{text}-01")
        return first if FIRST_YEAR < first.year < LAST_YEAR else None
    return None
