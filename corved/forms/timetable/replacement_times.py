"""Reads times agreed for single lost dates, as a form sends them: `2026-03-09=2026-03-10T19:00`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

MOST = 31
FURTHEST = timedelta(days=31)


def instead_from(texts: Iterable[str]) -> dict[date, datetime] | None:
    """Parse the replacement times: lost date → naive wall clock. None if one of them cannot be read."""
    found = {}
    for text in texts:
        day, _, at = text.partition("=")
        try:
            lost, meant = date.fromisoformat(day), datetime.strptime(at, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - a wall clock
        except ValueError:
            return None
        if abs(meant.date() - lost) > FURTHEST:
            return None
        found[lost] = meant
    return found if len(found) <= MOST else None


def instead_text(instead: Mapping[date, datetime]) -> list[str]:
    """Return the replacement times as form text, one per lost date; `instead_from` parses them."""
    return [f"{day.isoformat()}={at:%Y-%m-%dT%H:%M}" for day, at in sorted(instead.items())]
