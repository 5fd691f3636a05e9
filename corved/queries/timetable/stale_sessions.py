"""Finds upcoming sessions whose stored instant no longer matches their wall clock, after tzdata changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.generator import Occurrence
from corved.scheduling.zone_repair import Stale, stale

# The wall clock before the first move: a session itself keeps only the instant of it.
FIRST_AGREED = text(
    """
    select distinct on (session_id) session_id, details -> 'from' ->> 'local_start' as local_start,
           details -> 'from' ->> 'timezone' as timezone
    from audit_logs
    where session_id = any(:ids) and action = 'session.moved' and details -> 'from' ->> 'original_start_utc' is null
    order by session_id, id desc
    """
)
COMING = text(
    """
    select id, match_id, local_start, scheduled_start_utc, scheduled_end_utc, timezone, needs_new_time
    from sessions
    where scheduled_start_utc > :now and (cast(:match_id as uuid) is null or match_id = :match_id)
    order by scheduled_start_utc, id
    """
)


def stale_sessions(*, now: datetime, match_id: UUID | None = None) -> list[Stale]:
    """Return the sessions whose instant differs, in order of the stored instant; of one match or of all.

    Past sessions are never looked at.
    """
    rows = db.execute(COMING, {"now": now, "match_id": match_id})
    return stale(
        (
            row.id,
            row.match_id,
            Occurrence(row.local_start, row.scheduled_start_utc, row.scheduled_end_utc, row.timezone),
            not row.needs_new_time,
        )
        for row in rows
    )


def first_agreed(session_ids: Iterable[UUID]) -> dict[UUID, tuple[datetime, str]]:
    """Return the (wall clock, zone) that moved sessions had before their first move, from the audit log."""
    rows = db.execute(FIRST_AGREED, {"ids": list(session_ids)})
    return {row.session_id: (datetime.fromisoformat(row.local_start), row.timezone) for row in rows}
