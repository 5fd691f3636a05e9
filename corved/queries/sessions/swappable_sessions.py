"""With which sessions one can be swapped."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import SELECT_SESSIONS, SessionRow, session_row

NEAR = timedelta(days=14)
OTHERS = f"""
    {SELECT_SESSIONS}
    where s.id in (
        select id from sessions where tutor_user_id = :tutor_id and scheduled_start_utc between :first and :last
        union
        select id from sessions where learner_id = :learner_id and scheduled_start_utc between :first and :last)
      and s.id <> :id and s.scheduled_start_utc > :now and s.status in ('scheduled', 'rescheduled')
      and not s.needs_new_time
    order by s.scheduled_start_utc
    limit 60
"""  # noqa: S608 - made of our own constants


def swappable_sessions(session: SessionRow, *, now: datetime) -> list[SessionRow]:
    """Sessions to come of the same tutor or learner, at most two weeks away; none for a session that is not to come."""
    if not session.is_to_come or session.start <= now:
        return []
    values = {
        "id": session.id,
        "tutor_id": session.tutor_id,
        "learner_id": session.learner_id,
        "first": session.start - NEAR,
        "last": session.start + NEAR,
        "now": now,
    }
    return [session_row(row) for row in db.execute(text(OTHERS), values).mappings()]
