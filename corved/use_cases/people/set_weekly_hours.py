"""Sets when a tutor usually teaches, from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import TutorHours, TutorProfile, User
from corved.problems import NotHere, Problem
from corved.queries.people.tutor_hours import tutor_hours
from corved.scheduling.weekly_hours import DAY_MINUTES, WeeklyHours


def set_weekly_hours(*, tutor_id: UUID, hours: WeeklyHours, since: date = date.min, until: date | None = None) -> bool:
    """Set a tutor's weekly hours. False when nothing changed. Sessions outside them are warned about, not refused.

    They stay in their own zone (hours.timezone), wherever the tutor goes. Without hours there is no warning. since,
    until: local days of that zone; after until the old hours return. Raises Problem, NotHere.
    """
    for day, first, last in hours.spans:
        if not (0 <= day <= 6 and 0 <= first < last <= DAY_MINUTES):
            raise Problem("The end must be after the start, on the same day. For midnight, enter 00:00.")
    if until is not None and until < since:
        raise Problem("Choose the first day or a later one.", "until")
    with transaction():
        if db.scalar(select(User.id).where(User.id == tutor_id).with_for_update(key_share=True)) is None:
            raise NotHere
        had = tutor_hours(tutor_id)
        dated = had.changed(since, hours, until).merged()
        if dated == had:
            return False
        db.execute(insert(TutorProfile).values(user_id=tutor_id).on_conflict_do_nothing())
        db.execute(delete(TutorHours).where(TutorHours.tutor_user_id == tutor_id))
        for from_day, each in dated.versions:
            row = {"since": from_day, "timezone": each.timezone, "weekly_hours": each.to_json()}
            db.add(TutorHours(tutor_user_id=tutor_id, **row))
        details = {"weekly_hours": hours.to_json(), "hours_timezone": hours.timezone}
        if since != date.min:
            details |= {"since": since.isoformat()} | ({"until": until.isoformat()} if until else {})
        record("tutor.hours_changed", entity_id=tutor_id, details={"to": details})
    return True
