"""Time zones from the pinned PyPI `tzdata`, and from nowhere else.

Machines' own copies differ from one another and change under a running program, so the search path is emptied before
any zone exists. Zone objects are kept alive: zoneinfo forgets those nobody holds.
"""

from __future__ import annotations

import zoneinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(to=[])


class UnknownZone(ValueError):
    """A text that is not the name of a time zone in the IANA database, or a name that people may not choose.

    The message says what to write instead.
    """


# Each name that means a fixed offset, with a city that people who write it may mean.
FIXED_OFFSETS = {
    **{"EST": "America/New_York", "MST": "America/Denver", "HST": "Pacific/Honolulu"},
    **{"CET": "Europe/Berlin", "MET": "Europe/Berlin", "EET": "Europe/Athens", "WET": "Europe/Lisbon"},
    **dict.fromkeys(("GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich"), "Europe/London"),
    **dict.fromkeys(("UCT", "Universal", "Zulu"), "Europe/London"),
    **{name: "Asia/Karachi" for name in zoneinfo.available_timezones() if name.startswith("Etc/")},
}


@cache
def names() -> frozenset[str]:
    """Return every IANA zone name of the installed tzdata."""
    return frozenset(zoneinfo.available_timezones() - {"Factory"})  # stands for no place


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name. Raises UnknownZone for anything else, `UTC+5` and paths included."""
    if name not in names():
        raise UnknownZone(f"“{name}” is not a time zone. Choose a city from the list, like Asia/Karachi.")
    return ZoneInfo(name)


def agreed_zone(name: str) -> ZoneInfo:
    """Return the zone of a name that people may choose.

    Raises UnknownZone for a text that is no name, and for a name of a fixed offset like EST, CET or Etc/GMT-5.
    """
    if fixed := fixed_offset(name):
        raise UnknownZone(fixed)
    return zone(name)


def fixed_offset(name: str) -> str:
    """Return what to choose instead of a name that means a fixed offset, in a sentence; '' for any other name."""
    if name not in FIXED_OFFSETS:
        return ""
    return f"“{name}” is not a city, so clock changes would be missed. Choose a city, like {FIXED_OFFSETS[name]}."


@cache
def city(name: str) -> str:
    """Return the city an IANA name ends in: America/Argentina/Buenos_Aires → Buenos Aires."""
    return name.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=512)  # of what people type
def named(text: str) -> str:
    """Return the zone for a typed zone name or city, whatever its case. An unknown text is returned unchanged."""
    wanted = text.casefold()
    meant = [name for name in offered() if wanted in (name.casefold(), city(name).casefold())]
    return meant[0] if text not in names() and len(meant) == 1 else text


@cache
def offered() -> tuple[str, ...]:
    """Return the zones people choose from: areas like Asia/ and America/.

    Aliases such as `GB` or `Etc/GMT-5` are accepted where they are typed in full, but not offered.
    """
    areas = (
        *("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/"),
        *("Australia/", "Europe/", "Indian/", "Pacific/"),
    )
    return (*sorted(name for name in names() if name.startswith(areas)), "UTC")
