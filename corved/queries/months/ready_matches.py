"""Running matches whose package lacks sessions: those that can be generated, and what keeps the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.timetable.active_tutors import TEACHES
from corved.queries.timetable.paid_packages import IS_PAID
from corved.scheduling.month_turn import what_is_missing

READY = text(
    f"""
    select m.id as match_id, p.id as package_id, l.full_name as learner, t.full_name as tutor, sub.name as subject,
           p.tier, p.start_date, p.end_date, {IS_PAID} as is_paid, m.meet_link is not null as has_link,
           p.withdrawn_at is not null as is_withdrawn,
           exists (select 1 from match_patterns v where v.match_id = m.id) as has_schedule,
           (select count(*) from sessions s join packages b on b.id = s.package_id
            where s.match_id = m.id and b.end_date < p.start_date and s.settled_as is null
              and (s.needs_new_time or s.status = 'no_show_tutor')) as owed,
           {TEACHES} as tutor_is_here, count(*) over () as total
    from matches m
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    join subjects sub on sub.id = r.subject_id
    join users t on t.id = m.tutor_user_id
    join packages p on p.request_id = r.id and p.status in ('pending', 'active') and p.end_date >= :today
    where m.status in ('matched', 'active')
      and (select count(*) from sessions s where s.package_id = p.id and s.makes_up_id is null) < p.tier
    order by p.start_date, l.full_name, p.id
    limit cast(:limit as integer)
    """  # noqa: S608 - made of our own constants
)


@dataclass(frozen=True)
class ReadyMatch:
    """A package that lacks sessions. total: how many there are in all, shown or not."""

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
        """What has to be done first, or ''."""
        missing = what_is_missing(is_paid=self.is_paid, has_schedule=self.has_schedule, has_link=self.has_link)
        if not self.tutor_is_here:
            missing.append(f"{self.tutor} teaches no more")
        if self.is_withdrawn:
            missing.append("sessions were withdrawn")
        if self.owed:
            missing.append(f"the package before owes {self.owed}")
        return ", ".join(missing)


def ready_matches(*, today: date, limit: int | None = None) -> list[ReadyMatch]:
    """Those whose package has not ended before today, the earliest package first."""
    return [ReadyMatch(**row) for row in db.execute(READY, {"today": today, "limit": limit}).mappings()]
