"""Loads the make-ups that a package owes, and the packages that could owe them instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import SessionRow, session_rows

OWED = text(
    """
    select s.* from session_facts s
    where s.id in (select id from owed_sessions where owed_by = :package_id)
    order by s.start, s.id
    """
)
LATER = text(
    """
    select n.id, n.tier, n.start_date, n.end_date
    from packages p
    join packages n on n.request_id = p.request_id and n.start_date > p.start_date and n.status <> 'expired'
    where p.id = :package_id
    order by n.start_date
    """
)


@dataclass(frozen=True)
class LaterPackage:
    """A later package of the same request.

    start_date, end_date: local dates, both included.
    """

    id: UUID
    tier: int
    start_date: date
    end_date: date


def owed_by(package_id: UUID) -> list[SessionRow]:
    """Return the sessions whose make-up the package owes, in order of time."""
    return session_rows(OWED, {"package_id": package_id})


def later_packages(package_id: UUID) -> list[LaterPackage]:
    """Return the later packages of the same request that have not expired, the next first."""
    return [LaterPackage(**row) for row in db.execute(LATER, {"package_id": package_id}).mappings()]
