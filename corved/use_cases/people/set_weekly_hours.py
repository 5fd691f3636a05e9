"""Sets when a tutor usually teaches, from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import TutorHours, User
from corved.problems import NotHere
from corved.queries.people.tutor_hours import tutor_hours
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.people.hours_steps import refuse_bad_hours
from corved.use_cases.people.request_steps import accept_request


def set_weekly_hours(
    *, tutor_id: UUID, hours: WeeklyHours, since: date = date.min, until: date | None = None, asked: UUID | None = None
) -> bool:
    """Set a tutor's weekly hours. False when nothing changed. Sessions outside them are warned about, not refused.

    They stay in their own zone (hours.timezone), wherever the tutor goes. Without hours there is no warning. since,
    until: local days of that zone; after until the old hours return. asked: the tutor's request that this answers.
    Raises Problem, Changed, NotHere.
    """
    refuse_bad_hours(hours, since, until)
    with transaction():
        if db.scalar(select(User.id).where(User.id == tutor_id).with_for_update(key_share=True)) is None:
            raise NotHere
        if asked is not None:
            accept_request(asked, kind="hours", tutor_id=tutor_id)
        had = tutor_hours(tutor_id)
        dated = had.changed(since, hours, until).merged()
        if dated == had:
            return False
        db.execute(delete(TutorHours).where(TutorHours.tutor_user_id == tutor_id))
        db.add_all(TutorHours(tutor_user_id=tutor_id, **each.to_row()) for each in dated.versions)
        details = {"weekly_hours": hours.to_json(), "hours_timezone": hours.timezone}
        if since != date.min:
            details |= {"since": since.isoformat()} | ({"until": until.isoformat()} if until else {})
        record("tutor.hours_changed", entity_id=tutor_id, details={"to": details})
    return True
