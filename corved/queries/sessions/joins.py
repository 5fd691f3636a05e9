"""Loads who opened the Meet link of sessions that happen now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

OPENED = text(
    "select session_id, side, min(first_at) as at from session_joins where session_id = any(:ids) group by 1, 2"
)


def session_joins(ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, datetime]]:
    """Return, by session and side (`family` or `tutor`), when the link was opened first. Instants are aware."""
    found: dict[UUID, dict[str, datetime]] = {each: {} for each in ids}
    for row in db.execute(OPENED, {"ids": list(ids)}):
        found[row.session_id][row.side] = row.at
    return found
