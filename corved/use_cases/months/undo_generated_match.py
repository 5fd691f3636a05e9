"""Undoes what a run did for one match, by deleting the sessions that it created."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import GenerationRunMatch, Session
from corved.problems import NotHere
from corved.scheduling.rescheduling import is_untouched
from corved.use_cases.timetable.locked_match import locked_match, set_status


@again_on_deadlock
def undo_generated_match(*, run_id: UUID, package_id: UUID) -> bool:
    """Delete the sessions that a run created for a match: all of them, or none if one has begun or was changed.

    Then the outcome is `kept`, with the reason. One transaction; doing it again changes nothing. Match and request are
    `matched` again when no session is left. False when there was nothing to undo. Raises NotHere.
    """
    with transaction():
        line = db.get(GenerationRunMatch, (run_id, package_id))
        if line is None:
            raise NotHere
        course = locked_match(line.match_id)
        db.refresh(line, with_for_update=True)
        if line.outcome != "undoing":
            return False
        query = select(Session).where(Session.id.in_(line.session_ids)).order_by(Session.id).with_for_update()
        found = db.scalars(query.execution_options(populate_existing=True)).all()
        line.why = _why_not(found, len(line.session_ids))
        line.outcome = "kept" if line.why else "undone"
        if line.why:
            return False
        for each in found:
            db.delete(each)
        db.flush()
        if course.status == "active" and not db.scalar(select(func.count()).where(Session.match_id == course.match_id)):
            set_status(course, "matched")
        record(
            "sessions.taken_back",
            match_id=course.match_id,
            entity_id=package_id,
            details={"run": str(run_id), "removed": [each.state() for each in found]},
        )
    return True


def _why_not(found: Sequence[Session], created: int) -> str:
    """Return in words why the sessions cannot be deleted, or '' if they can."""
    if any(each.scheduled_start_utc <= clock.now() for each in found):
        return "its first session has begun"
    if any(not is_untouched(each.status, each.original_start_utc, is_make_up=False) for each in found):
        return "a session was marked or moved since"
    return "some of its sessions were deleted since" if len(found) < created else ""
