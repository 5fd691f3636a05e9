"""Records a learner's availability, so that tutors can be ranked by it."""

from __future__ import annotations

from uuid import UUID

from corved.audit import record
from corved.database.session import transaction
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.enrolment.steps import locked_request
from corved.use_cases.people.hours_steps import refuse_bad_hours


def set_availability(*, request_id: UUID, hours: WeeklyHours) -> bool:
    """Record the hours in which a learner is available. False when nothing changed.

    hours: by the clock of the learner's account. Raises Problem, NotHere.
    """
    refuse_bad_hours(hours)
    with transaction():
        request = locked_request(request_id)
        before, after = request.availability, hours.to_json()
        if before == after:
            return False
        request.availability = after
        record("request.availability_changed", entity_id=request_id, details={"from": before, "to": after})
    return True
