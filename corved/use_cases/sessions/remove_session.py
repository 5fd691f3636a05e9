"""Deletes one upcoming session that nobody marked or moved."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import NotHere, Problem
from corved.use_cases.sessions.stale_page import refuse_changed
from corved.use_cases.timetable.locked_match import locked_match, set_status
from corved.use_cases.timetable.locks import locked_package, locked_session


@again_on_deadlock
def remove_session(*, session_id: UUID, reason: str = "", seen: str | None = None) -> None:
    """Delete one upcoming session. The log keeps its time.

    What it made up for is due again. Otherwise its package has one fewer: no run creates it again, only an admin who
    adds one. seen: as in mark_session. Raises Problem
    where it was held, marked or moved or has begun, Changed, NotHere.
    """
    now = clock.now()
    with transaction():
        found = db.get(Session, session_id)
        if found is None:
            raise NotHere
        course = locked_match(found.match_id)
        session = locked_session(session_id)
        refuse_changed(session, seen)
        if session.status != "scheduled" or session.original_start_utc or session.scheduled_start_utc <= now:
            raise Problem("Only an upcoming session that was neither marked nor moved can be removed.")
        db.delete(session)
        if session.makes_up_id is None:
            package = locked_package(session.package_id)
            package.removed_dates = [*package.removed_dates, session.nominal_date]
        db.flush()
        if not db.scalar(select(func.count()).where(Session.match_id == course.match_id)):
            set_status(course, "matched")
        record(
            "session.removed",
            match_id=session.match_id,
            session_id=session.id,
            reason=reason.strip() or None,
            details={"from": session.state(), "made_up": session.makes_up_id and str(session.makes_up_id)},
        )
        if session.makes_up_id is not None:
            record("session.owed_again", match_id=session.match_id, session_id=session.makes_up_id)
