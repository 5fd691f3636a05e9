"""Loads a family's page: the next session, later and past ones, and the months' accounts, of one learner or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.academy.academy import AcademyFacts, academy
from corved.queries.page import Page, page_in
from corved.queries.sessions.clock_notes import clock_notes
from corved.queries.sessions.numbering import numbered, package_account
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.queries.timetable.match_calendar import timetable_from
from corved.scheduling.account import CARRIED, Account
from corved.scheduling.clock_changes import ClockNote
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Version

RECENT_DAYS = timedelta(days=45)
# Whole packages, so that "session 5 of 8" counts right; older ones only on request.
RECENT = text(
    """
    select s.* from session_facts s
    where s.account_id = (select app.uid()) and (cast(:learner_id as uuid) is null or s.learner_id = :learner_id)
      and (:everything or s.package_id in (
          select k.package_id from sessions k
          where k.account_user_id = (select app.uid())
            and (k.scheduled_start_utc > :recent or k.is_owed or k.settled_as = 'carried')))
    order by s.start desc
    """
)
LEARNERS = (
    "select id, full_name as name from learners where account_user_id = (select app.uid()) order by full_name, id"
)
# What the learners have asked for: what has no sessions yet is shown as waiting. versions: its agreed weekly schedule.
# began: the first start of its match.
REQUESTS = """
    select r.id, l.full_name as learner, sub.name as subject, lv.name as level, t.full_name as tutor, m.id as match_id,
           m.status in ('matched', 'active') as runs,
           not exists (select 1 from packages p where p.request_id = r.id and p.status = 'active') as is_unpaid,
           exists (select 1 from packages p join refunds f on f.package_id = p.id
                   where p.request_id = r.id and p.status = 'pending') as is_refunded,
           not exists (select 1 from sessions s join packages p on p.id = s.package_id
                       where s.account_user_id = (select app.uid()) and p.request_id = r.id) as is_waiting,
           (select json_agg(json_build_array(v.since, v.pattern) order by v.since)
            from match_patterns v where v.match_id = m.id) as versions,
           (select min(s.scheduled_start_utc) from sessions s where s.match_id = m.id) as began
    from requests r
    join learners l on l.id = r.learner_id and l.account_user_id = (select app.uid())
    join subjects sub on sub.id = r.subject_id
    join levels lv on lv.id = r.level_id
    left join matches m on m.request_id = r.id and m.status <> 'ended'
    left join users t on t.id = m.tutor_user_id
    where (cast(:learner_id as uuid) is null or r.learner_id = :learner_id) and r.status <> 'ended'
    order by l.full_name, l.id, r.created_at
"""


@dataclass(frozen=True)
class CourseSchedule:
    """The weekly schedule of a course, as its family sees it.

    holds: today. later: (first day, pattern) of a change that is agreed.
    """

    learner: str
    subject: str
    level: str
    tutor: str
    holds: Pattern
    later: tuple[Version, ...]


@dataclass(frozen=True)
class Learner:
    id: UUID
    name: str


@dataclass(frozen=True)
class WaitingRequest:
    """A request that awaits payment, a tutor or a schedule."""

    id: UUID
    learner: str
    subject: str
    level: str
    tutor: str | None
    is_unpaid: bool
    is_refunded: bool


@dataclass(frozen=True)
class StudentPage:
    """The facts that a family's page shows.

    learners: all of the account. learner: the one whose page it is, the account's only one included; None for all of
    them. upcoming: begins with the session that is next or happening now.
    """

    learners: tuple[Learner, ...]
    learner: Learner | None
    upcoming: tuple[SessionRow, ...]
    owed: tuple[SessionRow, ...]
    past: Page[SessionRow]
    packages: dict[UUID, list[SessionRow]]
    courses: tuple[WaitingRequest, ...]
    academy: AcademyFacts
    clocks: tuple[tuple[SessionRow, ClockNote], ...] = ()
    schedules: tuple[CourseSchedule, ...] = ()

    @cached_property
    def people(self) -> frozenset[str]:
        """Return the names that the family knows: its learners and their tutors."""
        tutors = [row.tutor for rows in self.packages.values() for row in rows]
        asked = [each.tutor for each in self.courses if each.tutor]
        agreed = [each.tutor for each in self.schedules]
        return frozenset((*(each.name for each in self.learners), *tutors, *asked, *agreed))

    @property
    def next(self) -> SessionRow | None:
        return self.upcoming[0] if self.upcoming else None

    def pips(self, package_id: UUID) -> list[SessionRow]:
        """Return the package's sessions in order of time, make-ups due last, for the row of dots on the page."""
        shown = [row for row in self.packages[package_id] if row.settled_as is None]
        return sorted(shown, key=lambda row: (row.is_owed, row.start))

    def unmarked(self, package_id: UUID, now: datetime) -> int:
        """Return how many sessions of the package are over and to be marked."""
        return sum(row.is_unmarked(now) for row in self.packages[package_id])

    def account(self, package_id: UUID) -> Account:
        rows = self.packages[package_id]
        return package_account(rows)


def student_sessions(
    *, learner_id: UUID | None, now: datetime, zone: str, everything: bool = False, past_page: int = 1
) -> StudentPage:
    """Return the page of one learner of the account, or of all, in the reader's zone.

    Raises NotHere for anybody else's learner.

    learner_id: None for all learners of the account. everything: past sessions of all months. past_page: the page of
    past sessions, from 1.
    """
    learners = tuple(Learner(**row) for row in db.execute(text(LEARNERS)).mappings())
    chosen = next((each for each in learners if learner_id == each.id or len(learners) == 1), None)
    if learner_id not in (None, chosen and chosen.id):
        raise NotHere
    values = {"learner_id": chosen and chosen.id}
    rows = numbered(session_rows(RECENT, {**values, "recent": now - RECENT_DAYS, "everything": everything}))
    asked = db.execute(text(REQUESTS), values).mappings().all()
    began = {row["match_id"]: row["began"] for row in asked if row["began"] is not None}
    packages: dict[UUID, list[SessionRow]] = {}
    for row in rows:
        packages.setdefault(row.package_id, []).append(row)
    upcoming = tuple(row for row in rows if row.end > now and (row.is_to_come or row.is_running(now)))
    past = tuple(row for row in reversed(rows) if _is_past(row, now))
    return StudentPage(
        learners=learners,
        learner=chosen,
        upcoming=upcoming,
        owed=tuple(row for row in rows if (row.needs_new_time and row.is_owed) or _is_carried(row)),
        past=page_in(past, past_page),
        packages=packages,
        courses=tuple(_waiting(row) for row in asked if row["is_waiting"]),
        academy=academy(),
        clocks=tuple(clock_notes(upcoming, now=now, zone=zone, began=began)),
        schedules=tuple(_schedule(row, now) for row in asked if row["runs"] and row["versions"]),
    )


def _waiting(row: RowMapping) -> WaitingRequest:
    return WaitingRequest(
        row["id"], row["learner"], row["subject"], row["level"], row["tutor"], row["is_unpaid"], row["is_refunded"]
    )


def _schedule(row: RowMapping, now: datetime) -> CourseSchedule:
    agreed = timetable_from(row["versions"])
    today = local_date(now, agreed.versions[-1].pattern.timezone)
    known = (row["learner"], row["subject"], row["level"], row["tutor"])
    return CourseSchedule(*known, agreed.on(today), agreed.after(today))


def _is_carried(row: SessionRow) -> bool:
    """Whether the session's make-up was moved to a later month that has not planned it yet."""
    return row.settled_as == CARRIED and row.made_up_at is None


def _is_past(row: SessionRow, now: datetime) -> bool:
    """Whether the session belongs to the past sessions of the page."""
    if (row.needs_new_time and row.is_owed) or _is_carried(row):
        return False
    return not row.is_running(now) and (row.end <= now or not row.is_to_come)
