"""The admin's day: what is on, what comes, what waits for somebody to do something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import COLUMNS, JOINS, SessionRow, session_row
from corved.scheduling.account import CARRIED
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.month_turn import ENDING_DAYS

ONE_DAY = timedelta(days=1)
AHEAD = timedelta(hours=24)
LATE = timedelta(hours=12)  # a mark that is missing for longer comes first
MARKED_LATELY = timedelta(hours=1)
LONGEST_LESSON = timedelta(hours=4)

# Short stretches of five indexes: around now, to be marked, to be placed, marked lately, moved today.
SESSIONS = text(
    f"""
    with moved as materialized (
        select session_id, entity_id is null and not details ? 'swapped_with' as by_itself
        from audit_logs a
        where action = 'session.moved' and at >= :midnight
          and not exists (select 1 from audit_logs u where u.session_id = a.session_id
                            and u.action = 'session.unmoved' and (u.details ->> 'undoes')::bigint = a.id))
    select {COLUMNS}, (select bool_and(by_itself) from moved where session_id = s.id) as moved_today
    {JOINS}
    where s.id in (
        select id from sessions where scheduled_start_utc > :begin and scheduled_start_utc < :ahead
        union select id from sessions
            where scheduled_end_utc <= :now and status in ('scheduled', 'rescheduled') and not needs_new_time
        union select id from sessions s
            where (needs_new_time or status = 'no_show_tutor') and (settled_as is null or settled_as = 'carried')
              and not exists (select 1 from sessions k where k.makes_up_id = s.id)
        union select id from sessions where marked_at > :lately
        union select session_id from moved
        union (select id from sessions where scheduled_start_utc > :now and status in ('scheduled', 'rescheduled')
                 and not needs_new_time order by scheduled_start_utc limit 1))
    order by s.scheduled_start_utc, s.id
    limit 1000
    """  # noqa: S608 - made of our own constants
)
ENDING = text(
    """
    select p.id, r.id as request_id, m.id as match_id, l.full_name as learner, t.full_name as tutor,
           sub.name as subject, p.tier, p.end_date,
           exists (select 1 from packages n where n.request_id = r.id and n.start_date > p.end_date) as is_renewed,
           (select count(*) from sessions s
            where s.package_id = p.id and (s.needs_new_time or s.status = 'no_show_tutor')
              and s.settled_as is null) as owed
    from packages p
    join requests r on r.id = p.request_id
    join matches m on m.request_id = r.id and m.status in ('matched', 'active')
    join learners l on l.id = r.learner_id
    join users t on t.id = m.tutor_user_id
    join subjects sub on sub.id = r.subject_id
    where p.status = 'active' and p.end_date >= :today and p.end_date <= :last and p.not_renewing_at is null
      and (not exists (select 1 from packages n where n.request_id = r.id and n.start_date > p.end_date)
           or exists (select 1 from sessions s where s.package_id = p.id and s.settled_as is null
                        and (s.needs_new_time or s.status = 'no_show_tutor')))
    order by p.end_date, l.full_name, p.id
    """
)


@dataclass(frozen=True)
class EndingPackage:
    """A package that ends within five days and has no next one yet, or owes sessions."""

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
    """Each list in order of time; what waits for a mark for more than 12 hours, and is owed the longest, first.

    today: every session of the reader's local day. first: the next to come, however far. marked: in the last hour.
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
    today: int
    held: int

    @property
    def together(self) -> list[list[SessionRow]]:
        """Of the sessions marked in the last hour those that one press marked, to be taken back by one press."""
        presses: dict[tuple[object, object], list[SessionRow]] = {}
        for row in self.marked:
            presses.setdefault((row.marked_at, row.marked_by_user_id), []).append(row)
        return [rows for rows in presses.values() if len(rows) > 1]


def _is_to_place(row: SessionRow) -> bool:
    """Owed, by its own package or by the one it was carried into, and not made up yet."""
    return row.is_owed or (row.settled_as == CARRIED and row.made_up_at is None)


def today_board(*, now: datetime, zone: str) -> TodayBoard:
    """zone: the reader's; it decides what is today."""
    today = local_date(now, zone)
    values = {
        "now": now,
        "begin": min(now - LONGEST_LESSON, to_utc(datetime.combine(today, time()), zone)),
        "ahead": now + AHEAD,
        "lately": now - MARKED_LATELY,
        "midnight": to_utc(datetime.combine(today, time()), zone),
    }
    mappings = db.execute(SESSIONS, values).mappings().all()
    moved = {row["id"]: row["moved_today"] for row in mappings if row["moved_today"] is not None}
    rows = [session_row({name: row[name] for name in row if name != "moved_today"}) for row in mappings]
    ending = db.execute(ENDING, {"today": today, "last": today + ENDING_DAYS * ONE_DAY}).mappings()
    unmarked = [row for row in rows if row.is_unmarked(now)]
    days = [row for row in rows if local_date(row.start, zone) == today and not row.needs_new_time]
    return TodayBoard(
        on_now=tuple(row for row in rows if row.is_on(now)),
        next=tuple(row for row in rows if row.is_to_come and now < row.start < now + AHEAD),
        unmarked=tuple(sorted(unmarked, key=lambda row: (row.end > now - LATE, row.start))),
        to_place=tuple(sorted((row for row in rows if _is_to_place(row)), key=lambda row: row.updated_at)),
        moved=tuple(row for row in rows if row.id in moved and not row.needs_new_time),
        marked=tuple(row for row in rows if row.marked_at is not None and row.marked_at > now - MARKED_LATELY),
        ending=tuple(EndingPackage(**row) for row in ending),
        undoable_moves=frozenset(
            row.id for row in rows if moved.get(row.id) and row.is_to_come and row.start > now and not row.marked_at
        ),
        first=next((row for row in rows if row.is_to_come and row.start > now), None),
        today=len(days),
        held=sum(row.status == "done" for row in days),
    )
