"""Finds upcoming sessions whose stored instant no longer matches their wall clock, after tzdata changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from corved.database.session import db
from corved.scheduling.generator import Occurrence
from corved.scheduling.zone_repair import Kept, Stale, stale

# Clocks differ by a day at most: a session of yesterday may have its right time still to come, if nobody marked it.
COMING = text(
    """
    select id, match_id, local_start, scheduled_start_utc, scheduled_end_utc, timezone,
           not needs_new_time as has_a_time, original_start_utc, original_local_start, original_timezone,
           scheduled_start_utc > :now as is_to_come
    from sessions
    where (scheduled_start_utc > :now or scheduled_start_utc > :now - interval '1 day' and marked_at is null)
      and (cast(:match_id as uuid) is null or match_id = :match_id)
    order by scheduled_start_utc, id
    """
)


def stale_sessions(*, now: datetime, match_id: UUID | None = None) -> list[Stale]:
    """Return the sessions with a wrong instant, in order of the stored instant; of one match or of all.

    They are those to come by the stored instant or, while nobody marked them, by the right one. Past sessions are never
    looked at.
    """
    rows = db.execute(COMING, {"now": now, "match_id": match_id}).all()
    to_come = {row.id for row in rows if row.is_to_come}
    found = stale(_kept(row) for row in rows)
    return [each for each in found if each.session_id in to_come or each.right.start > now]


def _kept(row: Row[Any]) -> Kept:
    first = row.original_start_utc and (row.original_start_utc, row.original_local_start, row.original_timezone)
    time = Occurrence(row.local_start, row.scheduled_start_utc, row.scheduled_end_utc, row.timezone)
    return Kept(row.id, row.match_id, time, first, row.has_a_time)
