"""What a person's calendar shows, and what is known of the feed itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for
from corved.problems import NotHere
from corved.queries.sessions.session_rows import MEET_LINK

MINE = {"student": "account_user_id", "tutor": "tutor_user_id"}
COLUMNS = f"""
    s.id, case when s.needs_new_time then 'needs_new_time' else s.status::text end as state,
    s.scheduled_start_utc as start, s.scheduled_end_utc as "end", s.timezone,
    s.sequence + m.link_changes as sequence,
    greatest(s.changed_at, m.link_changed_at, t.renamed_at, l.renamed_at, sub.renamed_at) as changed_at,
    l.full_name as learner, t.full_name as tutor, sub.name as subject, {MEET_LINK} as meet_link
    from sessions s
    join matches m on m.id = s.match_id
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = s.learner_id
    join users t on t.id = s.tutor_user_id
"""
CANCELLED = """
    c.session_id, 'cancelled', c.scheduled_start_utc, c.scheduled_end_utc, c.timezone, c.sequence, c.changed_at,
    c.learner, c.tutor, c.subject, null
    from cancelled_sessions c
"""


def _feed(mine: str) -> str:
    return f"""
        select {COLUMNS} where s.{mine} = :id
        union all
        select {CANCELLED}
        where c.user_id = :id and not exists (select 1 from sessions s where s.id = c.session_id and s.{mine} = :id)
        order by 3, 1
    """  # noqa: S608 - made of our own constants


FEEDS = {area: text(_feed(mine)) for area, mine in MINE.items()}
ONE = {area: text(f"select {COLUMNS} where s.{mine} = :id and s.id = :session_id") for area, mine in MINE.items()}
OWNER = text("select user_id, area, timezone from app.calendar_owner(:hash)")
FETCHED = text("select app.calendar_fetched(:hash, :agent)")
KNOWN = text("select salt, created_at, fetched_at, fetched_by from calendar_feeds where user_id = :id and area = :area")


@dataclass(frozen=True)
class CalendarEntry:
    """A session for a calendar. state: its status, needs_new_time or cancelled. sequence: rises with every change,
    at changed_at. title: for whom the calendar is. Instants are aware."""

    id: UUID
    state: str
    start: datetime
    end: datetime
    timezone: str
    sequence: int
    changed_at: datetime
    title: str
    meet_link: str | None


@dataclass(frozen=True)
class KnownFeed:
    """fetched_by: what the calendar that asked last calls itself."""

    salt: UUID
    created_at: datetime
    fetched_at: datetime | None
    fetched_by: str | None


def calendar_entries(*, user_id: UUID, area: str) -> list[CalendarEntry]:
    """Everything of the person in that part of the site, `student` or `tutor`, in order of time."""
    return [_entry(area, *row) for row in db.execute(FEEDS[area], {"id": user_id})]


def calendar_entry(session_id: UUID, *, user_id: UUID, area: str) -> CalendarEntry:
    """The person's own session, or NotHere."""
    row = db.execute(ONE[area], {"id": user_id, "session_id": session_id}).one_or_none()
    if row is None:
        raise NotHere
    return _entry(area, *row)


def digest(entries: Iterable[CalendarEntry], *more: object) -> str:
    """Another one whenever anything of them is another."""
    return hashlib.sha256(repr((list(entries), *more)).encode()).hexdigest()[:32]


def calendar_owner(token: UUID) -> tuple[UUID, str, str] | None:
    """(person, area, their zone) that the token opens; asked by nobody in particular."""
    speak_for(Identity())
    row = db.execute(OWNER, {"hash": calendar_hash(token)}).one()
    return (row.user_id, row.area, row.timezone) if row.user_id is not None else None


def known_feed(*, user_id: UUID, area: str) -> KnownFeed | None:
    row = db.execute(KNOWN, {"id": user_id, "area": area}).one_or_none()
    return KnownFeed(*row) if row is not None else None


def calendar_hash(token: UUID) -> bytes:
    return hashlib.sha256(token.bytes).digest()


def _entry(
    area: str,
    id: UUID,
    state: str,
    start: datetime,
    end: datetime,
    timezone: str,
    sequence: int,
    changed_at: datetime,
    learner: str,
    tutor: str,
    subject: str,
    meet_link: str | None,
) -> CalendarEntry:
    title = f"{subject}: {learner}" if area == "tutor" else f"{learner}: {subject} with {tutor}"
    return CalendarEntry(id, state, start, end, timezone, sequence, changed_at, title, meet_link)
