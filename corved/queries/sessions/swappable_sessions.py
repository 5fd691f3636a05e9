"""Finds the sessions with which one can be swapped."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from corved.queries.sessions.session_rows import SessionRow, session_rows

NEAR = timedelta(days=14)
OTHERS = text(
    """
    select s.* from session_facts s
    where s.id in (
        select id from sessions where tutor_user_id = :tutor_id and scheduled_start_utc between :first and :last
        union
        select id from sessions where learner_id = :learner_id and scheduled_start_utc between :first and :last)
      and s.id <> :id and s.start > :now and s.is_to_come
    order by s.start
    """
)


def swappable_sessions(session: SessionRow, *, now: datetime) -> list[SessionRow]:
    """Return upcoming sessions of the same tutor or learner, at most two weeks away.

    None for a session that is not upcoming.
    """
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
    return session_rows(OTHERS, values)
