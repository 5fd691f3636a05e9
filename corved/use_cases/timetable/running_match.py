"""Loads the match of a session, and says who teaches it on which day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from corved.database.session import db
from corved.models import Match, Session
from corved.problems import NotHere, Problem


def match_of(session_id: UUID) -> Match:
    """Return the match, locked so that its tutor and status stay. Call it before locking the session.

    Raises NotHere.
    """
    query = select(Match).join(Session, Session.match_id == Match.id).where(Session.id == session_id)
    match = db.scalar(query.with_for_update(read=True, of=Match).execution_options(populate_existing=True))
    if match is None:
        raise NotHere
    return match


def refuse_stopped(match: Match) -> None:
    """Raise Problem if the match is paused or ended, because it can then have no new sessions."""
    if match.status in ("paused", "ended"):
        raise Problem(
            f"This course is {match.status}: no session can be added. Resume the course, or resolve its make-ups."
        )


def teacher_on(match: Match, session: Session, day: date) -> UUID:
    """Return the tutor who teaches the session on a local day: the match's, from their first day on.

    A session of a substitute, who teaches it for the match's present tutor, stays theirs.
    """
    since = match.tutor_since
    if since is None or day < since or session.local_start.date() >= since:
        return session.tutor_user_id
    return match.tutor_user_id
