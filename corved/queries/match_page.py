"""One match with everything around it: people, packages with their accounts, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.models.people import LEVELS
from corved.problems import NotHere
from corved.queries.session_rows import SELECT_SESSIONS, SessionRow, numbered, session_row
from corved.scheduling.account import Account, account_of
from corved.scheduling.pattern import Pattern

MATCH = """
    select m.id, m.status::text, m.meet_link, m.pattern, m.tutor_user_id as tutor_id,
           t.full_name as tutor, t.timezone as tutor_zone,
           l.id as learner_id, l.full_name as learner, a.timezone as learner_zone, a.full_name as account,
           a.whatsapp as account_whatsapp, sub.name as subject, r.level::text
    from matches m
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join users t on t.id = m.tutor_user_id
    where m.id = :id
"""
PACKAGES = """
    select p.id, p.tier, p.start_date, p.end_date, p.status::text, paid.paid_on,
           row_number() over (order by p.start_date) as number
    from packages p
    left join lateral (select max(paid_on) as paid_on from payments
                       where package_id = p.id and status = 'paid') paid on true
    where p.request_id = (select request_id from matches where id = :id)
    order by p.start_date desc
"""
SESSIONS = SELECT_SESSIONS + "where s.match_id = :id order by s.scheduled_start_utc, s.id"


@dataclass(frozen=True)
class PackageLine:
    """A package of the match's request with its sessions, in order of time."""

    id: UUID
    tier: int
    start_date: date
    end_date: date
    status: str
    paid_on: date | None
    number: int
    sessions: tuple[SessionRow, ...] = ()

    @property
    def account(self) -> Account:
        return account_of(self.tier, [(row.status, row.needs_new_time) for row in self.sessions])


@dataclass(frozen=True)
class MatchPage:
    id: UUID
    status: str
    meet_link: str | None
    pattern: dict[str, Any] | None
    tutor_id: UUID
    tutor: str
    tutor_zone: str
    learner_id: UUID
    learner: str
    learner_zone: str
    account: str
    account_whatsapp: str | None
    subject: str
    level: str
    packages: tuple[PackageLine, ...] = ()

    @property
    def level_name(self) -> str:
        return LEVELS[self.level]

    @property
    def agreed(self) -> Pattern | None:
        return Pattern.from_json(self.pattern) if self.pattern else None

    @property
    def to_schedule(self) -> PackageLine | None:
        """The package without sessions that a schedule is wanted for: the earliest that is paid, else the earliest."""
        waiting = [each for each in self.packages if not each.sessions and each.status != "expired"]
        if self.status not in ("matched", "active"):
            return None
        return min(waiting, key=lambda each: (each.status != "active", each.start_date), default=None)

    @property
    def with_sessions(self) -> tuple[PackageLine, ...]:
        return tuple(each for each in self.packages if each.sessions)


def match_page(match_id: UUID) -> MatchPage:
    """The match, or NotHere."""
    head = db.execute(text(MATCH), {"id": match_id}).mappings().one_or_none()
    if head is None:
        raise NotHere
    rows = numbered([session_row(row) for row in db.execute(text(SESSIONS), {"id": match_id}).mappings()])
    packages = tuple(
        PackageLine(
            **package,
            sessions=tuple(row for row in rows if row.package_id == package["id"]),
        )
        for package in db.execute(text(PACKAGES), {"id": match_id}).mappings()
    )
    return MatchPage(**head, packages=packages)
