"""Records when a calendar was last fetched, and by what."""

from __future__ import annotations

from uuid import UUID

from corved.database.session import Identity, db, speak_for, transaction
from corved.queries.calendars.feed import FETCHED, calendar_hash

MOST = 60


def record_fetch(*, token: UUID, agent: str) -> None:
    """Record that a calendar was fetched.

    agent: what the program calls itself; its first word is kept.
    """
    speak_for(Identity())
    with transaction():
        db.execute(FETCHED, {"hash": calendar_hash(token), "agent": agent.split("/")[0].strip()[:MOST]})
