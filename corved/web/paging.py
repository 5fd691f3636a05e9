"""Reads the page number of a list, and the month of a page, from the URL."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from flask import request

from corved.forms.timetable.pattern_form import FIRST_YEAR, LAST_YEAR
from corved.queries.page import LAST


def page_number(name: str = "page") -> int:
    """Return the page number in the URL, from 1 to LAST; 1 where it is no number. name: of its parameter."""
    return min(max(request.args.get(name, 1, type=int), 1), LAST)


def month_asked(today: date) -> date:
    """Return the first day of the month in the URL, `month` like 2026-11; of today's month where it is none."""
    with suppress(ValueError):
        asked = date.fromisoformat(f"{request.args.get('month', '')}-01")
        if FIRST_YEAR < asked.year < LAST_YEAR:
            return asked
    return today.replace(day=1)
