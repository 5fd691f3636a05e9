"""Loads the entries of a person's calendar feed, and the feed's own details."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved import clock
from corved.database.query_files import query
from corved.database.session import BoundCalendar, CalendarIdentity, bound_calendar, db, speak_for
from corved.problems import NotHere

KEPT = timedelta(days=60)
CANCELLED_KEPT = timedelta(days=30)
MOST = 1000
ENTRIES = query(__file__, "feed")
MARK = query(__file__, "feed_mark")
FETCHED = text("select app.calendar_fetched(:hash, :agent)")
KNOWN = text("select salt, created_at, fetched_at, fetched_by from calendar_feeds where user_id = :id and area = :area")


@dataclass(frozen=True)
class CalendarEntry:
    """A session as a calendar event.

    state: its status, needs_new_time or cancelled. sequence: rises with every change, at changed_at. title: depends on
    who reads the calendar. Instants are aware.
    """

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
    """What is known about a person's calendar feed.

    fetched_by: what the program that asked last calls itself.
    """

    salt: UUID
    created_at: datetime
    fetched_at: datetime | None
    fetched_by: str | None


def calendar_entries(*, user_id: UUID, area: str) -> list[CalendarEntry]:
    """Return what a person's calendar shows, in an area of the site, `student` or `tutor`: the nearest to now first.

    Sessions from KEPT back and all that are to come; those that they no longer have for CANCELLED_KEPT; at most MOST.
    """
    values = {"id": user_id, "area": area, "session_id": None, **_window()}
    return [_entry(area, row) for row in db.execute(ENTRIES, values).mappings()]


def calendar_entry(session_id: UUID, *, user_id: UUID, area: str) -> CalendarEntry:
    """Return one session of the person, or raise NotHere."""
    values = {"id": user_id, "area": area, "session_id": session_id, **_window()}
    row = db.execute(ENTRIES, values).mappings().one_or_none()
    if row is None:
        raise NotHere
    return _entry(area, row)


def _window() -> dict[str, object]:
    now = clock.now()
    return {"now": now, "since": now - KEPT, "cancelled": now - CANCELLED_KEPT, "most": MOST}


def calendar_mark(*, user_id: UUID, area: str) -> str:
    """Return a mark of what a person's calendar shows: another one whenever any of it is another.

    The database works it out, so that the entries of a calendar that has not changed are not read.
    """
    mark: str = db.execute(MARK, {"id": user_id, "area": area, **_window()}).scalar_one()
    return mark


def calendar_owner(token: UUID) -> BoundCalendar | None:
    """Speak for the person to whom a feed's token belongs, without a sign-in, and return who it is."""
    speak_for(CalendarIdentity(calendar_hash(token)))
    return bound_calendar()


def known_feed(*, user_id: UUID, area: str) -> KnownFeed | None:
    row = db.execute(KNOWN, {"id": user_id, "area": area}).mappings().one_or_none()
    return KnownFeed(**row) if row is not None else None


def calendar_hash(token: UUID) -> bytes:
    return hashlib.sha256(token.bytes).digest()


def _entry(area: str, row: RowMapping) -> CalendarEntry:
    learner, subject = row["learner"], row["subject"]
    title = f"{subject}: {learner}" if area == "tutor" else f"{learner}: {subject} with {row['tutor']}"
    facts = {name: row[name] for name in CalendarEntry.__dataclass_fields__ if name != "title"}
    return CalendarEntry(**facts, title=title)
