"""One session for an admin, and its history from the audit log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.session_rows import SELECT_SESSIONS, SessionRow, session_row

ONE = "where s.id = :id"
HISTORY = """
    select a.at, a.action, a.details, a.reason, u.full_name as actor
    from audit_logs a left join users u on u.id = a.actor_user_id
    where a.session_id = :id or (a.action = 'sessions.generated' and a.entity_id = :package_id)
    order by a.id desc
"""
NUMBER = """
    select count(*) from sessions s
    where s.package_id = :package_id and s.scheduled_start_utc <= :start
      and (s.status in ('done', 'no_show_student', 'scheduled') or (s.status = 'rescheduled' and not s.needs_new_time))
"""


@dataclass(frozen=True)
class HistoryLine:
    """actor None: the operator. details: as the audit log keeps them."""

    at: datetime
    action: str
    details: dict[str, Any]
    reason: str | None
    actor: str | None

    def instant(self, side: str, name: str) -> datetime | None:
        """An instant of the state before ("from") or after ("to")."""
        value = (self.details.get(side) or {}).get(name)
        return datetime.fromisoformat(value) if value else None

    def state(self, side: str) -> dict[str, Any]:
        return self.details.get(side) or {}


def session_for_admin(session_id: UUID) -> SessionRow:
    """The session, numbered within its package, or NotHere."""
    row = db.execute(text(SELECT_SESSIONS + ONE), {"id": session_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    session = session_row(row)
    if session.is_owed:
        return session
    values = {"package_id": session.package_id, "start": session.start}
    return replace(session, position=db.scalar(text(NUMBER), values))


def history_of(session: SessionRow) -> list[HistoryLine]:
    """Newest first."""
    values = {"id": session.id, "package_id": session.package_id}
    return [HistoryLine(**row) for row in db.execute(text(HISTORY), values).mappings()]
