"""A session as pages show it, with the people and the package around it.

Each page's query adds its own `where`; row-level security decides what exists for the reader all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from corved.models.people import LEVELS
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.rescheduling import is_untouched
from corved.scheduling.statuses import CONSUMING, is_to_come, is_unmarked, origin, version

LIVE_BEFORE = timedelta(minutes=15)  # from then on joining is the main thing on the page

# Of the session's own tutor: a former one has another link than who teaches there now.
MEET_LINK = """
           (select k.meet_link from meet_links k where k.match_id = s.match_id and k.tutor_user_id = s.tutor_user_id)"""
COLUMNS = f"""
           s.id, s.match_id, s.package_id, s.learner_id, s.status::text, s.needs_new_time,
           s.scheduled_start_utc as start, s.scheduled_end_utc as "end", s.original_start_utc as original_start,
           s.local_start, s.timezone, s.tutor_notes as notes, s.marked_at, s.marked_by_user_id, s.updated_at,
           s.makes_up_id, s.settled_as::text, s.settled_into, s.settled_why, s.make_up_by,
           case when s.settled_as is not null
                then (select k.scheduled_start_utc from sessions k where k.makes_up_id = s.id) end as made_up_at,
           coalesce((select x.package_id <> s.package_id from sessions x where x.id = s.makes_up_id), false)
               as repays_carried,
           (select count(*) from sessions c where c.settled_into = s.package_id) as carried_in,
           (select count(*) from sessions c
            where c.package_id = s.package_id and c.settled_as in ('carried', 'written_off')) as settled_out,
           case when s.needs_new_time and s.marked_at is null then app.taken_by(s.id) end as taken_by,
           l.full_name as learner, l.timezone as learner_zone,
           t.full_name as tutor, t.timezone as tutor_zone, s.tutor_user_id as tutor_id,
           r.subject, r.level::text, {MEET_LINK} as meet_link,
           p.tier, p.start_date, p.end_date
"""  # noqa: S608 - made of our own constants
# `offset 0` keeps the planner from trying every order of eight tables: 1 ms instead of 20, for the same plan.
JOINS = """
    from sessions s
    join packages p on p.id = s.package_id
    join matches m on m.id = s.match_id
    cross join lateral (
        select r.level, r.subject_id, sub.name as subject
        from requests r join subjects sub on sub.id = r.subject_id where r.id = m.request_id offset 0) r
    cross join lateral (
        select l.full_name, a.timezone
        from learners l join users a on a.id = l.account_user_id where l.id = s.learner_id offset 0) l
    cross join lateral (
        select t.full_name, t.timezone from users t where t.id = s.tutor_user_id offset 0) t
"""
SELECT_SESSIONS = f"select {COLUMNS} {JOINS}"


@dataclass(frozen=True)
class SessionRow:
    """Instants are aware and in UTC; learner_zone is the account's.

    position counts within the package, from 1; None for one that is or was owed, and where nobody counted. made_up_at:
    the start of the session held in its place. repays_carried: it is in place of an earlier package's. carried_in,
    settled_out: how many owed ones its package took over, gave on or wrote off. taken_by: the closure that took its
    time, '' for a leave.
    """

    id: UUID
    match_id: UUID
    package_id: UUID
    learner_id: UUID
    status: str
    needs_new_time: bool
    start: datetime
    end: datetime
    original_start: datetime | None
    local_start: datetime
    timezone: str
    notes: str | None
    marked_at: datetime | None
    marked_by_user_id: UUID | None
    updated_at: datetime
    makes_up_id: UUID | None
    settled_as: str | None
    settled_into: UUID | None
    settled_why: str | None
    make_up_by: date | None
    made_up_at: datetime | None
    repays_carried: bool
    carried_in: int
    settled_out: int
    taken_by: str | None
    learner: str
    learner_zone: str
    tutor: str
    tutor_zone: str
    tutor_id: UUID
    subject: str
    level: str
    meet_link: str | None
    tier: int
    start_date: date
    end_date: date
    position: int | None = None

    @property
    def time(self) -> Occurrence:
        return Occurrence(self.local_start, self.start, self.end, self.timezone)

    @property
    def is_untouched(self) -> bool:
        return is_untouched(self.status, self.original_start, is_make_up=self.makes_up_id is not None)

    @property
    def version(self) -> str:
        return version(self.status, self.needs_new_time, self.start, self.marked_at)

    @property
    def level_name(self) -> str:
        return LEVELS[self.level]

    @property
    def counts(self) -> bool:
        return self.status in CONSUMING

    @property
    def is_to_come(self) -> bool:
        """Agreed, still to be held and marked."""
        return is_to_come(self.status, self.needs_new_time)

    @property
    def has_a_number(self) -> bool:
        """Held, counted or to come: one of those the package is used up by."""
        return self.counts or self.is_to_come

    @property
    def is_owed(self) -> bool:
        """Neither held nor counted nor to come, and nothing stands in its place."""
        return not self.has_a_number and self.settled_as is None

    @property
    def size(self) -> int:
        """How many sessions are to be held in its package (Account.entitled)."""
        return self.tier + self.carried_in - self.settled_out

    @property
    def origin(self) -> str:
        """Why it is owed, or was."""
        return origin(self.status, self.taken_by, asked_by_tutor=self.marked_by_user_id == self.tutor_id)

    def has_ended(self, now: datetime) -> bool:
        """Whether its package's last day is over, by the clock that was agreed."""
        return local_date(now, self.timezone) > self.end_date

    @property
    def was_moved(self) -> bool:
        return self.original_start is not None and self.original_start != self.start

    def is_on(self, now: datetime) -> bool:
        return self.is_to_come and self.start <= now < self.end

    def is_unmarked(self, now: datetime) -> bool:
        return is_unmarked(self.status, self.needs_new_time, self.end, now)

    def is_running(self, now: datetime) -> bool:
        return self.has_a_number and self.start <= now < self.end

    def is_joinable(self, now: datetime) -> bool:
        """From well before the start until the end: a mark set early locks nobody out."""
        return self.meet_link is not None and now < self.end and (self.is_to_come or self.is_running(now))

    def is_live(self, now: datetime) -> bool:
        """Whether joining is what to do now."""
        return self.is_joinable(now) and self.start - LIVE_BEFORE <= now

    def shown_status(self, now: datetime) -> str:
        """The pill's name: a status, or what follows from the time."""
        if self.needs_new_time:
            return "needs_new_time"
        if self.is_on(now):
            return "now"
        if self.is_unmarked(now):
            return "unmarked"
        return self.status


def session_row(mapping: Any, **more: Any) -> SessionRow:
    return SessionRow(**{**mapping, **more})
