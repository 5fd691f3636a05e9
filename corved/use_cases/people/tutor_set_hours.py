"""A tutor sets their own weekly hours. They hold at once, or wait for the academy (app.set_own_hours)."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.queries.people.tutor_hours import tutor_hours
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.people.hours_steps import refuse_bad_hours

SET = text("select app.set_own_hours(cast(:versions as jsonb), :since, :until, :zone, cast(:entered as jsonb))")


def tutor_set_hours(*, tutor_id: UUID, hours: WeeklyHours, since: date, until: date | None = None) -> bool | None:
    """Set the hours of the tutor who is signed in. True when they hold, False when they wait, None: nothing changed.

    since, until: as in set_weekly_hours. Raises Problem, NotHere.
    """
    refuse_bad_hours(hours, since, until)
    with transaction():
        had = tutor_hours(tutor_id)
        dated = had.changed(since, hours, until).merged()
        if dated == had:
            return None
        values = {
            "versions": json.dumps([each.to_row() for each in dated.versions], default=date.isoformat),
            "since": since,
            "until": until,
            "zone": hours.timezone,
            "entered": json.dumps(hours.to_json()),
        }
        return bool(db.scalar(SET, values))
