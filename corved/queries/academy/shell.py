"""Loads what stands around every page: the academy's name, and how much waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from corved.database.session import db

TO_MARK = (
    "(select count(*) from sessions where scheduled_start_utc < :now and scheduled_end_utc <= :now and is_to_come)"
)
QUERIES = {
    "admin": text(f"select name, {TO_MARK} + (select count(*) from owed_sessions) as to_decide from academy"),  # noqa: S608
    "tutor": text(f"select name, {TO_MARK} as to_decide from academy"),  # noqa: S608 - our own words
    "student": text("select name, 0 as to_decide from academy"),
}


@dataclass(frozen=True)
class Shell:
    """academy: its name. to_decide: sessions to be marked, for an admin also those that need a new time."""

    academy: str
    to_decide: int


def shell(area: str, *, now: datetime) -> Shell:
    """Return it for the present person's pages of an area: admin, tutor or student."""
    row = db.execute(QUERIES[area], {"now": now}).one()
    return Shell(row.name, row.to_decide)
