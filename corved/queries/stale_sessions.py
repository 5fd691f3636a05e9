"""Every session to come whose stored instant is not what its wall clock says under the installed tzdata."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.generator import Occurrence
from corved.scheduling.zone_repair import Stale, stale

COMING = text(
    """
    select id, match_id, local_start, scheduled_start_utc, scheduled_end_utc, timezone
    from sessions
    where scheduled_start_utc > :now and (cast(:match_id as uuid) is null or match_id = :match_id)
    order by scheduled_start_utc, id
    """
)


def stale_sessions(*, now: datetime, match_id: UUID | None = None) -> list[Stale]:
    """In order of the stored instant; of one match or of all. Past sessions are never looked at."""
    rows = db.execute(COMING, {"now": now, "match_id": match_id})
    return stale(
        (
            row.id,
            row.match_id,
            Occurrence(row.local_start, row.scheduled_start_utc, row.scheduled_end_utc, row.timezone),
        )
        for row in rows
    )
