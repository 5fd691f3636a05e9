"""Lists the zones that people choose from, with their offsets on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

from corved.scheduling.local_time import offset_label
from corved.scheduling.zones import city, offered


@lru_cache(maxsize=8)
def choices(on: date) -> tuple[tuple[str, str], ...]:
    """Return (name, label) of the offered zones. A label is the city and its UTC offset at noon (UTC) of the day."""
    noon = datetime.combine(on, time(12), UTC)
    return tuple((name, f"{city(name)} · {offset_label(noon, name)}") for name in offered())
