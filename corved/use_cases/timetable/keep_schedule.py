"""Saves the dated schedule of a match."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from corved.database.session import current_user_id, db
from corved.models import MatchPattern
from corved.scheduling.timetable import Timetable


def keep_schedule(match_id: UUID, before: Timetable | None, agreed: Timetable, since: date) -> None:
    """Save the versions of a schedule from a day on; earlier versions stay.

    Flushes nothing else.
    """
    if before is not None and before.on(since) == agreed.on(since) and before.after(since) == agreed.after(since):
        return
    db.execute(delete(MatchPattern).where(MatchPattern.match_id == match_id, MatchPattern.since >= since))
    db.execute(insert(MatchPattern), versions(match_id, agreed, since))


def versions(match_id: UUID, agreed: Timetable, since: date) -> list[dict[str, Any]]:
    """Return the rows of match_patterns that save a schedule from a day on."""
    kept = [(since, agreed.on(since)), *((each.since, each.pattern) for each in agreed.after(since))]
    return [
        {"match_id": match_id, "since": day, "pattern": pattern.to_json(), "created_by_user_id": current_user_id()}
        for day, pattern in kept
    ]
