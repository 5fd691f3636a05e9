"""Finds clock changes around now that shift a reader's sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.clock_changes import ClockNote, note_this_week
from corved.scheduling.local_time import local_date


def clock_notes(rows: Iterable[SessionRow], *, now: datetime, zone: str) -> list[tuple[SessionRow, ClockNote]]:
    """Return for each match the first note about a clock change that shifts its sessions around now.

    rows: the reader's upcoming sessions. zone: the reader's. See corved.scheduling.clock_changes.note_this_week.
    """
    today = local_date(now, zone)
    found: dict[UUID, tuple[SessionRow, ClockNote]] = {}
    for row in rows:
        if row.start > now and row.match_id not in found:
            note = note_this_week(row.time, (row.learner_zone, row.tutor_zone), today)
            if note is not None:
                found[row.match_id] = (row, note)
    return list(found.values())
