"""Writes new sessions of a package."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from corved import clock
from corved.database.session import current_user_id, db
from corved.models import Package, Session
from corved.scheduling.generator import Occurrence
from corved.use_cases.locked import Course


def add_sessions(course: Course, package: Package, times: Sequence[Occurrence]) -> None:
    """One row a time, for the people of the course as they are now."""
    now, who = clock.now(), current_user_id()
    rows = [
        {
            "match_id": course.match.id,
            "package_id": package.id,
            "tutor_user_id": course.match.tutor_user_id,
            "learner_id": course.learner.id,
            "account_user_id": course.learner.account_user_id,
            "scheduled_start_utc": each.start,
            "scheduled_end_utc": each.end,
            "local_start": each.local_start,
            "timezone": each.timezone,
            "updated_at": now,
            "created_at": now,
            "updated_by_user_id": who,
        }
        for each in times
    ]
    if rows:
        db.execute(insert(Session), rows)
