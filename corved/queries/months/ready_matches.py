"""Loads running matches whose package lacks sessions, and what keeps them from being created."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.month_turn import what_is_missing

READY = text(
    """
    select m.id as match_id, p.id as package_id, m.learner, m.tutor, m.subject, p.tier, p.start_date, p.end_date,
           (select y.is_paid from package_money y where y.id = p.id) as is_paid, m.meet_link is not null as has_link,
           p.withdrawn_at is not null as is_withdrawn,
           exists (select 1 from match_patterns v where v.match_id = m.id) as has_schedule,
           (select count(*) from sessions s join packages b on b.id = s.package_id
            where s.match_id = m.id and s.is_owed and b.end_date < p.start_date) as owed,
           exists (select 1 from active_tutors t where t.id = m.tutor_id) as tutor_is_here, count(*) over () as total
    from match_facts m
    join packages p on p.request_id = m.request_id and p.status in ('pending', 'active') and p.end_date >= :today
    where m.status in ('matched', 'active')
      and (select count(*) from sessions s where s.package_id = p.id and s.makes_up_id is null) < p.tier
    order by p.start_date, m.learner, p.id
    limit cast(:limit as integer)
    """
)


@dataclass(frozen=True)
class ReadyMatch:
    """A match with a package whose sessions have not all been created.

    total: how many there are in all, shown or not.
    """

    match_id: UUID
    package_id: UUID
    learner: str
    tutor: str
    subject: str
    tier: int
    start_date: date
    end_date: date
    is_paid: bool
    has_link: bool
    is_withdrawn: bool
    has_schedule: bool
    owed: int
    tutor_is_here: bool
    total: int

    @property
    def blocked_by(self) -> str:
        """Return what an admin has to do before the sessions can be created, or '' if nothing."""
        missing = what_is_missing(is_paid=self.is_paid, has_schedule=self.has_schedule, has_link=self.has_link)
        if not self.tutor_is_here:
            missing.append(f"{self.tutor} teaches no more")
        if self.is_withdrawn:
            missing.append("sessions were withdrawn")
        if self.owed:
            missing.append(f"the package before owes {self.owed}")
        return ", ".join(missing)


def ready_matches(*, today: date, limit: int | None = None) -> list[ReadyMatch]:
    """Return the packages that have not ended before today, the earliest first."""
    return [ReadyMatch(**row) for row in db.execute(READY, {"today": today, "limit": limit}).mappings()]
