"""A tutor asks for days off. The database decides whose they are (app.ask_for_leave)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from corved.database.session import db, transaction
from corved.problems import Problem
from corved.scheduling.time_limits import ONE_DAY
from corved.values.contacts import refuse_contact

ASK = text("select app.ask_for_leave(:first_day, :last_day, :reason)")
LONGEST, FURTHEST = 92 * ONE_DAY, 731 * ONE_DAY


def ask_for_leave(*, first_day: date, last_day: date, reason: str, today: date) -> bool:
    """Keep the request. False where the same days were asked for, and nobody answered yet.

    first_day, last_day, today: local dates of the tutor, both days included. Raises Problem.
    """
    if first_day < today:
        raise Problem("Enter today or a later day.", "first_day")
    if first_day - today > FURTHEST:
        raise Problem("Ask for days within the next two years.", "first_day")
    if last_day < first_day:
        raise Problem("The last day is before the first.", "last_day")
    if last_day - first_day > LONGEST:
        raise Problem("A leave lasts at most three months. Ask the academy for more.", "last_day")
    refuse_contact(reason, "reason")
    with transaction():
        return bool(db.scalar(ASK, {"first_day": first_day, "last_day": last_day, "reason": reason}))
