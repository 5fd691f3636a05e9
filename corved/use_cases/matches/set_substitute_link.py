"""Sets the Meet link of a substitute's sessions of a course."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import NotHere
from corved.use_cases.matches.handover_steps import keep_link, refuse_known_link
from corved.use_cases.timetable.locked_match import locked_match


def set_substitute_link(*, match_id: UUID, tutor_id: UUID, meet_link: str) -> None:
    """Set the link. Raises Problem for one that is none, or is the course's; NotHere for who teaches none to come."""
    with transaction():
        course = locked_match(match_id)
        teaches = select(Session.id).where(
            Session.match_id == match_id, Session.tutor_user_id == tutor_id, Session.scheduled_end_utc > clock.now()
        )
        if tutor_id == course.tutor_id or db.scalar(teaches.limit(1)) is None:
            raise NotHere
        refuse_known_link(course, meet_link)
        keep_link(course, tutor_id, meet_link)
        record("match.meet_link_changed", match_id=match_id, details={"tutor_user_id": str(tutor_id), "to": meet_link})
