"""Time zones from the pinned PyPI `tzdata`, and from nowhere else.

Machines' own copies differ from one another and change under a running program, so the search path is emptied before
any zone exists. Zone objects are kept alive: zoneinfo forgets those nobody holds.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(to=[])


class UnknownZone(ValueError):
    """A text that is not the name of a time zone in the IANA database."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is not a time zone. Choose a city from the list, like Asia/Karachi.")


@cache
def names() -> frozenset[str]:
    """Return every IANA zone name of the installed tzdata."""
    return frozenset(zoneinfo.available_timezones() - {"Factory"})  # stands for no place


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name. Raises UnknownZone for anything else, `UTC+5` and paths included."""
    if name not in names():
        raise UnknownZone(name)
    return ZoneInfo(name)


@cache
def city(name: str) -> str:
    """Return the city an IANA name ends in: America/Argentina/Buenos_Aires → Buenos Aires."""
    return name.rpartition("/")[2].replace("_", " ")


@cache
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
