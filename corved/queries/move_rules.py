"""What moving a session must respect."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.generator import Window
from corved.scheduling.moves import MoveRules

RULES = text(
    """
    select p.start_date, p.end_date, coalesce(m.pattern ->> 'timezone', s.timezone) as timezone, ac.cutoff_hours
    from sessions s
    join matches m on m.id = s.match_id
    join packages p on p.id = s.package_id
    cross join academy ac
    where s.id = :id
    """
)


def move_rules(session_id: UUID, *, now: datetime) -> MoveRules:
    """The package's window in the zone whose wall clock leads, and the cut-off."""
    row = db.execute(RULES, {"id": session_id}).one()
    return MoveRules(Window(row.start_date, row.end_date), row.timezone, row.cutoff_hours, now)
