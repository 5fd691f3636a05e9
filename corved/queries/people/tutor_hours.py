"""Loads a tutor's weekly hours."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.scheduling.weekly_hours import DatedHours

HOURS = text(
    """
    select u.timezone,
           (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
            from tutor_hours h where h.tutor_user_id = u.id) as hours
    from users u where u.id = :id
    """
)


def tutor_hours(tutor_id: UUID) -> DatedHours:
    """Return a tutor's weekly hours, or raise NotHere."""
    row = db.execute(HOURS, {"id": tutor_id}).one_or_none()
    if row is None:
        raise NotHere
    return DatedHours.from_json(row.hours, row.timezone)
