"""Words that say why a session is not as planned, and what became of its make-up."""

from __future__ import annotations

from datetime import date, datetime

from corved import clock
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.account import CARRIED, WRITTEN_OFF
from corved.scheduling.local_time import city_label, date_label, hour_label, local_date


def fate(row: SessionRow, zone: str, *, hours_24: bool = True) -> str:
    """Return what becomes of a missed session, in words.

    zone: the reader's.
    """
    if row.is_owed:
        is_past = row.make_up_by is not None and row.make_up_by < local_date(clock.now(), row.timezone)
        verb = "was" if is_past else "is"
        promised = f" It {verb} to be made up by {_day(row.make_up_by)}." if row.make_up_by else ""
        return f"Make-up due ({row.origin}).{promised}"
    if row.settled_as == WRITTEN_OFF:
        return f"Written off: {row.settled_why}"
    words = [f"{row.origin[0].upper()}{row.origin[1:]}."]
    if row.settled_as == CARRIED:
        words.append("Moved to a later month.")
    if row.made_up_at:
        words.append(f"Made up on {_moment(row.made_up_at, zone, hours_24)}.")
    return " ".join(words)


def cause(row: SessionRow, zone: str, *, hours_24: bool = True) -> str:
    """Return what happened to a session, in words for a statement; '' if it went as planned."""
    words = ["Make-up."] if row.makes_up_id else []
    if row.was_moved and row.original_start:
        words.append(f"Moved, was {_moment(row.original_start, zone, hours_24)}.")
    if row.is_owed or row.settled_as:
        words.append(fate(row, zone, hours_24=hours_24))
    return " ".join(words)


def _moment(instant: datetime, zone: str, hours_24: bool) -> str:
    at = hour_label(instant, zone, hours_24=hours_24)
    return f"{_day(local_date(instant, zone))}, {at} {city_label(instant, zone)}"


def _day(day: date) -> str:
    return date_label(day, clock.now().date())
