"""A family says when its learner has time. The database decides whose it is (app.set_own_availability)."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.people.hours_steps import refuse_bad_hours

SET = text("select app.set_own_availability(:id, cast(:hours as jsonb))")


def set_own_availability(*, request_id: UUID, hours: WeeklyHours) -> bool:
    """Set the availability for a course of the family that is signed in. False when nothing changed.

    Raises Problem for hours that are none. The database refuses somebody else's course.
    """
    refuse_bad_hours(hours)
    with transaction():
        return bool(db.scalar(SET, {"id": request_id, "hours": json.dumps(hours.to_json())}))
