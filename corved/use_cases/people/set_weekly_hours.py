"""Sets when a tutor usually teaches."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import TutorProfile, User
from corved.problems import NotHere, Problem
from corved.scheduling.obstacles import DAY_MINUTES, WeeklyHours


def set_weekly_hours(*, tutor_id: UUID, hours: WeeklyHours) -> None:
    """Set a tutor's weekly hours. Sessions outside them are warned about, not refused.

    They stay in their own zone (hours.timezone), wherever the tutor goes. Without hours there is no warning. Raises
    Problem, NotHere.
    """
    for day, first, last in hours.spans:
        if not (0 <= day <= 6 and 0 <= first < last <= DAY_MINUTES):
            raise Problem("Hours end after they begin, on the same day. Midnight at the end of a day is 00:00.")
    with transaction():
        if db.get(User, tutor_id) is None:
            raise NotHere
        values = {"weekly_hours": hours.to_json(), "hours_timezone": hours.timezone}
        kept = insert(TutorProfile).values(user_id=tutor_id, **values)
        db.execute(kept.on_conflict_do_update(index_elements=["user_id"], set_=values))
        record("tutor.hours_changed", entity_id=tutor_id, details={"to": values})
