"""Writes audit rows, in the transaction of the change that they record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from corved.database.session import db
from corved.models import AuditLog


def record(
    action: str,
    *,
    match_id: UUID | None = None,
    session_id: UUID | None = None,
    entity_id: UUID | None = None,
    reason: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one row to the audit log; the database writes who acts, and when.

    action: `thing.happened`. details: kept as JSON, with old and new values in full.
    """
    db.add(
        AuditLog(
            action=action,
            match_id=match_id,
            session_id=session_id,
            entity_id=entity_id,
            reason=reason,
            details=details or {},
        )
    )
