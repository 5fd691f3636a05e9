"""Sets when a tutor usually teaches."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import TutorProfile, User
from corved.problems import NotHere, Problem
from corved.scheduling.weekly_hours import DAY_MINUTES, WeeklyHours

KEPT = text("select weekly_hours, hours_timezone from tutor_profiles where user_id = :id")


def set_weekly_hours(*, tutor_id: UUID, hours: WeeklyHours) -> bool:
    """Set a tutor's weekly hours. False when nothing changed. Sessions outside them are warned about, not refused.

    They stay in their own zone (hours.timezone), wherever the tutor goes. Without hours there is no warning. Raises
    Problem, NotHere.
    """
    for day, first, last in hours.spans:
        if not (0 <= day <= 6 and 0 <= first < last <= DAY_MINUTES):
            raise Problem("The end must be after the start, on the same day. For midnight, enter 00:00.")
    with transaction():
        if db.scalar(select(User.id).where(User.id == tutor_id).with_for_update(key_share=True)) is None:
            raise NotHere
        had = db.execute(KEPT, {"id": tutor_id}).one_or_none()
        values = {"weekly_hours": hours.to_json(), "hours_timezone": hours.timezone}
        if had is not None and (had.weekly_hours, had.hours_timezone) == tuple(values.values()):
            return False
        kept = insert(TutorProfile).values(user_id=tutor_id, **values)
        db.execute(kept.on_conflict_do_update(index_elements=["user_id"], set_=values))
        record("tutor.hours_changed", entity_id=tutor_id, details={"to": values})
    return True
