"""Loads the admin's day: what happens now, what comes, and what needs somebody to do something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import SessionRow, session_row
from corved.scheduling.account import CARRIED
from corved.scheduling.lanes import Spot, spots
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.month_turn import ENDING_DAYS
from corved.scheduling.time_limits import JUST_MARKED, LONGEST_SESSION, MARK_OVERDUE, NEXT_HOURS, ONE_DAY

# Short stretches of five indexes: around now, to be marked, to be placed, marked lately, moved today.
SESSIONS = text(
    """
    with moved as materialized (
        select session_id, entity_id is null and not details ? 'swapped_with' as by_itself
        from audit_logs a
        where action = 'session.moved' and at >= :midnight
          and not exists (select 1 from audit_logs u where u.session_id = a.session_id
                            and u.action = 'session.unmoved' and (u.details ->> 'undoes')::bigint = a.id))
    select s.*, (select bool_and(by_itself) from moved where session_id = s.id) as moved_today
    from session_facts s
    where s.id in (
        select id from sessions where scheduled_start_utc > :begin and scheduled_start_utc < :ahead
        union select id from sessions where scheduled_end_utc <= :now and is_to_come
        union select id from owed_sessions
        union select id from sessions where marked_at > :lately
        union select session_id from moved
        union (select id from sessions where scheduled_start_utc > :now and is_to_come
               order by scheduled_start_utc limit 1))
    order by s.start, s.id
    limit 1000
    """
)
ENDING = text(
    """
    select p.id, m.request_id, m.id as match_id, m.learner, m.tutor, m.subject, p.tier, p.end_date, n.is_renewed, o.owed
    from packages p
    join match_facts m on m.request_id = p.request_id and m.status in ('matched', 'active')
    cross join lateral (select exists (
        select 1 from packages n where n.request_id = p.request_id and n.start_date > p.end_date
          and n.cancelled_at is null) as is_renewed) n
    cross join lateral (select count(*) as owed from sessions s where s.package_id = p.id and s.is_owed) o
    where p.status = 'active' and p.end_date >= :today and p.end_date <= :last and p.not_renewing_at is null
      and (o.owed > 0 or not n.is_renewed)
    order by p.end_date, m.learner, p.id
    """
)


@dataclass(frozen=True)
class EndingPackage:
    """A package that ends within five days and has no next one, or owes make-ups."""

    id: UUID
    request_id: UUID
    match_id: UUID
    learner: str
    tutor: str
    subject: str
    tier: int
    end_date: date
    is_renewed: bool
    owed: int


@dataclass(frozen=True)
class TodayBoard:
    """The lists of sessions on the admin's page of the day.

    Every list is in order of time; what has waited for a mark for over 12 hours, and what is owed the longest, is
    first. first: the next session, however far away. marked: in the last hour. days: the sessions of the reader's day,
    and where each stands in it.
    """

    on_now: tuple[SessionRow, ...]
    next: tuple[SessionRow, ...]
    unmarked: tuple[SessionRow, ...]
    to_place: tuple[SessionRow, ...]
    moved: tuple[SessionRow, ...]
    marked: tuple[SessionRow, ...]
    ending: tuple[EndingPackage, ...]
    undoable_moves: frozenset[UUID]
    first: SessionRow | None
    days: tuple[tuple[SessionRow, Spot], ...]

    @property
    def settled(self) -> list[SessionRow]:
        """Return what was marked in the last hour and owes no make-up: those stand in a list of their own."""
        return [row for row in self.marked if not _is_to_place(row)]

    @property
    def together(self) -> list[list[SessionRow]]:
        """Return the groups of sessions that were marked together in the last hour, for undoing them together."""
        presses: dict[tuple[object, object], list[SessionRow]] = {}
        for row in self.marked:
            presses.setdefault((row.marked_at, row.marked_by_user_id), []).append(row)
        return [rows for rows in presses.values() if len(rows) > 1]


def _is_to_place(row: SessionRow) -> bool:
    """Whether the session's make-up is due, from its own package or one that it was moved to."""
    return row.is_owed or (row.settled_as == CARRIED and row.made_up_at is None)


def today_board(*, now: datetime, zone: str) -> TodayBoard:
    """Load the admin's day.

    zone: the reader's; it decides what is today.
    """
    today = local_date(now, zone)
    values = {
        "now": now,
        "begin": min(now - LONGEST_SESSION, to_utc(datetime.combine(today, time()), zone)),
        "ahead": now + NEXT_HOURS,
        "lately": now - JUST_MARKED,
        "midnight": to_utc(datetime.combine(today, time()), zone),
    }
    mappings = db.execute(SESSIONS, values).mappings().all()
    moved = {row["id"]: row["moved_today"] for row in mappings if row["moved_today"] is not None}
    rows = [session_row(row) for row in mappings]
    ending = db.execute(ENDING, {"today": today, "last": today + ENDING_DAYS * ONE_DAY}).mappings()
    unmarked = [row for row in rows if row.is_unmarked(now)]
    days = [row for row in rows if local_date(row.start, zone) == today and not row.needs_new_time]
    return TodayBoard(
        on_now=tuple(row for row in rows if row.is_on(now)),
        next=tuple(row for row in rows if row.is_to_come and now < row.start < now + NEXT_HOURS),
        unmarked=tuple(sorted(unmarked, key=lambda row: (row.end > now - MARK_OVERDUE, row.start))),
        to_place=tuple(sorted((row for row in rows if _is_to_place(row)), key=lambda row: row.updated_at)),
        moved=tuple(row for row in rows if row.id in moved and not row.needs_new_time),
        marked=tuple(row for row in rows if row.marked_at is not None and row.marked_at > now - JUST_MARKED),
        ending=tuple(EndingPackage(**row) for row in ending),
        undoable_moves=frozenset(
            row.id for row in rows if moved.get(row.id) and row.is_to_come and row.start > now and not row.marked_at
        ),
        first=next((row for row in rows if row.is_to_come and row.start > now), None),
        days=tuple(zip(days, spots([(row.start, row.end) for row in days], zone), strict=True)),
    )
