"""What moving a session must respect."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.match_calendar import closed_for, closed_from
from corved.scheduling.moves import MoveRules
from corved.scheduling.windows import Window

RULES = text(
    f"""
    select p.start_date, p.end_date, ac.cutoff_hours, {closed_for("s.tutor_user_id")},
           coalesce((select v.pattern ->> 'timezone' from match_patterns v
                     where v.match_id = s.match_id and v.since <= p.end_date
                     order by v.since desc limit 1), s.timezone) as timezone
    from sessions s
    join packages p on p.id = s.package_id
    cross join academy ac
    where s.id = :id
    """  # noqa: S608 - made of our own constants
)


def move_rules(session_id: UUID, *, now: datetime) -> MoveRules:
    """The package's window in the zone whose wall clock leads, the cut-off, and days without lessons."""
    row = db.execute(RULES, {"id": session_id}).one()
    return MoveRules(Window(row.start_date, row.end_date), row.timezone, row.cutoff_hours, now, closed_from(row.closed))
