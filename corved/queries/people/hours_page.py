"""Loads a tutor with their weekly hours, and the sessions that other hours would leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.local_time import local_date
from corved.scheduling.weekly_hours import DatedHours, HoursVersion

OWN = """
    select u.id, u.full_name, u.hue, u.timezone,
           (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
            from tutor_hours h where h.tutor_user_id = u.id) as hours
    from users u where u.id = :id
"""
TUTOR = OWN + " and exists (select from user_roles r where r.user_id = u.id and r.role = 'tutor')"
COMING = text(
    """
    select s.* from session_facts s
    where s.tutor_id = :id and s.start > :now and s.is_to_come
    order by s.start, s.id
    """
)


@dataclass(frozen=True)
class HoursPage:
    """A tutor and their weekly hours. today: a local date of the tutor's zone."""

    id: UUID
    full_name: str
    hue: int
    timezone: str
    today: date
    hours: DatedHours

    @property
    def later(self) -> tuple[HoursVersion, ...]:
        """Return the versions that begin after today."""
        return tuple(each for each in self.hours.versions[1:] if each.since > self.today)


def hours_page(tutor_id: UUID, *, now: datetime) -> HoursPage:
    """Return a tutor with their hours, for an admin. Raises NotHere, also for somebody who is no tutor."""
    return _page(TUTOR, tutor_id, now)


def own_hours_page(tutor_id: UUID, *, now: datetime) -> HoursPage:
    """Return the tutor who is signed in, with their hours."""
    return _page(OWN, tutor_id, now)


def sessions_outside(tutor_id: UUID, hours: DatedHours, *, now: datetime) -> list[SessionRow]:
    """Return the tutor's sessions to come that the hours do not hold, in order of time."""
    rows = session_rows(COMING, {"id": tutor_id, "now": now})
    return [row for row in rows if not hours.allow(row.start, row.end)]


def _page(query: str, tutor_id: UUID, now: datetime) -> HoursPage:
    row = db.execute(text(query), {"id": tutor_id}).one_or_none()
    if row is None:
        raise NotHere
    hours = DatedHours.from_json(row.hours, row.timezone)
    return HoursPage(row.id, row.full_name, row.hue, row.timezone, local_date(now, row.timezone), hours)
