"""Finds clock changes around now that shift a reader's sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.clock_changes import ClockNote, note_this_week
from corved.scheduling.local_time import local_date

# Row-level security leaves the reader's own: of a tutor, those that they teach.
FIRST = text(
    "select match_id, min(scheduled_start_utc) as began from sessions where match_id = any(:ids) group by match_id"
)


def clock_notes(
    rows: Iterable[SessionRow], *, now: datetime, zone: str, began: Mapping[UUID, datetime] | None = None
) -> list[tuple[SessionRow, ClockNote]]:
    """Return for each match the first note about a clock change that shifts its sessions around now.

    rows: the reader's upcoming sessions. zone: the reader's. began: by match, when the reader's first session was; it
    is asked for where it is not known. Only where the reader had a session of the match before
    the change: for somebody who came later the hour was never another one. See
    corved.scheduling.clock_changes.note_this_week.
    """
    today = local_date(now, zone)
    found: dict[UUID, tuple[SessionRow, ClockNote]] = {}
    for row in rows:
        if row.start > now and row.match_id not in found:
            note = note_this_week(row.time, (row.learner_zone, row.tutor_zone), today)
            if note is not None:
                found[row.match_id] = (row, note)
    if began is None:
        kept = db.execute(FIRST, {"ids": list(found)}).all() if found else ()
        began = {each.match_id: each.began for each in kept}
    return [
        (row, note)
        for row, note in found.values()
        if row.match_id in began and local_date(began[row.match_id], zone) < note.day
    ]
