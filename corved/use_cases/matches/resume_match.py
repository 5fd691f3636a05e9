"""Resumes a paused match."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import Problem
from corved.scheduling.request_states import step
from corved.use_cases.timetable.locked_match import locked_match, set_status


def resume_match(*, match_id: UUID) -> str:
    """Resume a match and its request, and return their status: `active` where there are sessions, else `matched`.

    Raises Problem, NotHere.
    """
    with transaction():
        course = locked_match(match_id)
        if course.status != "paused":
            raise Problem(f"This course is {course.status}. Only a paused one can be resumed.")
        has_sessions = db.scalar(select(func.count()).where(Session.match_id == match_id))
        status = step("resume" if has_sessions else "resume without sessions", course.status)
        set_status(course, status)
        record("match.resumed", match_id=match_id, details={"from": course.status, "to": status})
    return status
