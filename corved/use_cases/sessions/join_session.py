"""Opens the Meet link of a session, and records who joined."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.problems import NotHere

JOIN = text("select meet_link from app.join_session(:session_id, :counts)")


def join_session(*, session_id: UUID, counts: bool = True) -> str:
    """Return the session's Meet link, and record that the person joined.

    Joining is recorded from half an hour before the session until its end. counts: False for a browser's prefetch.
    Raises NotHere for others' sessions, and without a link.
    """
    with transaction():
        link: str | None = db.execute(JOIN, {"session_id": session_id, "counts": counts}).scalar_one()
    if link is None:
        raise NotHere
    return link
