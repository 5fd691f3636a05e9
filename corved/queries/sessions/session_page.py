"""Loads one session for an admin, and its history from the audit log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.sessions.session_rows import SessionRow, session_row

# Its number within the package: how many are held, counted or to come until then. An owed one has none.
ONE = text(
    """
    select s.*,
           case when s.is_to_come or s.status in ('done', 'no_show_student') then (
               select s.held_before + count(*) from sessions k
               where k.package_id = s.package_id and k.scheduled_start_utc <= s.start
                 and (k.is_to_come or k.status in ('done', 'no_show_student'))) end as position
    from session_facts s
    where s.id = :id
    """
)
HISTORY = """
    select a.at, a.action, a.details, a.reason, u.full_name as actor,
           a.entity_id is null and not a.details ? 'swapped_with' as is_by_itself
    from audit_logs a left join users u on u.id = a.actor_user_id
    where a.session_id = :id
       or (a.action = 'sessions.generated' and a.entity_id = :package_id
           and not exists (select 1 from audit_logs x where x.session_id = :id and x.action = 'session.added'))
    order by a.id desc
"""


@dataclass(frozen=True)
class HistoryLine:
    """One line of a session's history.

    actor: None for the operator. details: as the audit log keeps them.
    """

    at: datetime
    action: str
    details: dict[str, Any]
    reason: str | None
    actor: str | None
    is_by_itself: bool = True

    def instant(self, side: str, name: str) -> datetime | None:
        """Return a date and time from the state before ("from") or after ("to") a change, in a session's history.

        name: of the field.
        """
        value = (self.details.get(side) or {}).get(name)
        return datetime.fromisoformat(value) if value else None

    def date_of(self, name: str) -> date | None:
        """Return a day from the state after a change."""
        value = self.state("to").get(name)
        return date.fromisoformat(value) if value else None

    def state(self, side: str) -> dict[str, Any]:
        return self.details.get(side) or {}


def session_for_admin(session_id: UUID) -> SessionRow:
    """Return the session, numbered within its package, or raise NotHere."""
    row = db.execute(ONE, {"id": session_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return replace(session_row(row), position=row["position"])


def history_for_tutor(session_id: UUID) -> list[HistoryLine]:
    """Return the history of a tutor's own session, newest first.

    Admins are called "the academy", and their reasons are left out.
    """
    rows = db.execute(text("select * from app.tutor_session_history(:id)"), {"id": session_id}).mappings()
    return [HistoryLine(**row) for row in rows]


def can_undo_move(history: list[HistoryLine]) -> bool:
    """Say whether the move can be undone: it was the last change, and no swap or closure caused it."""
    last = next((line for line in history if line.action != "session.noted"), None)
    return last is not None and last.action == "session.moved" and last.is_by_itself


def history_of(session: SessionRow) -> list[HistoryLine]:
    """Return a session's history, newest first."""
    values = {"id": session.id, "package_id": session.package_id}
    return [HistoryLine(**row) for row in db.execute(text(HISTORY), values).mappings()]
