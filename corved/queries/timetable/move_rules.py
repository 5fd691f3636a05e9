"""Loads what moving or adding a session must respect."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.timetable.match_calendar import closed_from
from corved.scheduling.moves import MoveRules
from corved.scheduling.windows import Window

# The zone whose wall clock leads is that of the schedule at the package's end.
OF_SESSION = text(
    """
    select p.start_date, p.end_date, ac.cutoff_hours, d.closed,
           coalesce((select v.pattern ->> 'timezone' from match_patterns v
                     where v.match_id = s.match_id and v.since <= p.end_date
                     order by v.since desc limit 1), s.timezone) as timezone
    from sessions s
    join packages p on p.id = s.package_id
    join closed_days d on d.tutor_id = s.tutor_user_id
    cross join academy ac
    where s.id = :id
    """
)
OF_PACKAGE = text(
    """
    select p.start_date, p.end_date, ac.cutoff_hours, d.closed,
           coalesce((select v.pattern ->> 'timezone' from match_patterns v
                     where v.match_id = m.id and v.since <= p.end_date
                     order by v.since desc limit 1), ac.timezone) as timezone
    from matches m
    join packages p on p.request_id = m.request_id and p.id = :package_id
    join closed_days d on d.tutor_id = m.tutor_user_id
    cross join academy ac
    where m.id = :id
    """
)


def move_rules(session_id: UUID, *, now: datetime) -> MoveRules:
    """Return the rules of moving a session: the package's days, the notice period, and closed days.

    Raises NotHere if there is no such session.
    """
    return _rules(db.execute(OF_SESSION, {"id": session_id}).one_or_none(), now)


def package_rules(match_id: UUID, package_id: UUID, *, now: datetime) -> MoveRules:
    """Return the rules of adding a session to a package. Raises NotHere if there is none."""
    return _rules(db.execute(OF_PACKAGE, {"id": match_id, "package_id": package_id}).one_or_none(), now)


def _rules(row: Row[Any] | None, now: datetime) -> MoveRules:
    if row is None:
        raise NotHere
    return MoveRules(Window(row.start_date, row.end_date), row.timezone, row.cutoff_hours, now, closed_from(row.closed))
