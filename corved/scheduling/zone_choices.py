"""The zones people choose from, with the offset that each has on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

from corved.scheduling.local_time import offset_label
from corved.scheduling.zones import city, offered


@lru_cache(maxsize=8)
def choices(on: date) -> tuple[tuple[str, str], ...]:
    """List (name, label) of the offered zones; a label is the city and its UTC offset at noon (UTC) of that day."""
    noon = datetime.combine(on, time(12), UTC)
    return tuple((name, f"{city(name)} · {offset_label(noon, name)}") for name in offered())
