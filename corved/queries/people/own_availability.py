"""Loads when the learners of the family that is signed in have time, by course."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.scheduling.weekly_hours import WeeklyHours

COURSES = text(
    """
    select r.id, l.full_name as learner, sub.name as subject, v.name as level, r.availability
    from requests r
    join learners l on l.id = r.learner_id and l.account_user_id = (select app.uid())
    join subjects sub on sub.id = r.subject_id
    join levels v on v.id = r.level_id
    where r.status <> 'ended'
    order by l.full_name, sub.name, r.id
    """
)


@dataclass(frozen=True)
class AvailabilityLine:
    """A course of the family, and when its learner has time, by the clock of the account."""

    id: UUID
    learner: str
    subject: str
    level: str
    hours: WeeklyHours


def own_availability(zone: str) -> list[AvailabilityLine]:
    """Return the family's courses that have not ended. zone: the account's."""
    return [
        AvailabilityLine(row.id, row.learner, row.subject, row.level, WeeklyHours.from_json(zone, row.availability))
        for row in db.execute(COURSES)
    ]


def own_availability_of(request_id: UUID, zone: str) -> AvailabilityLine:
    """Return one of the family's courses, or raise NotHere."""
    line = next((each for each in own_availability(zone) if each.id == request_id), None)
    if line is None:
        raise NotHere
    return line
