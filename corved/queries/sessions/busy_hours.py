"""Counts the sessions of a week hour by hour, where there are too many to draw each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.local_time import local

OF_WEEK = """from sessions s where s.scheduled_start_utc >= :first and s.scheduled_start_utc < :last
                       and (cast(:tutor_id as uuid) is null or s.tutor_user_id = :tutor_id)"""
# By the quarter of an hour: every zone's offset of this century is a number of whole quarters. Each count reads its own
# index, and no session.
STARTS = text(
    """
    with starts (at, sessions, to_mark, to_move, moved) as (
        select s.scheduled_start_utc, count(*), 0, 0, 0 OF_WEEK group by 1
        union all
        select s.scheduled_start_utc, 0, count(*), 0, 0 OF_WEEK
           and s.is_to_come and s.scheduled_end_utc <= (select app.now()) group by 1
        union all
        select s.scheduled_start_utc, 0, 0, count(*), 0 OF_WEEK and s.needs_new_time group by 1
        union all
        select s.scheduled_start_utc, 0, 0, 0, count(*) OF_WEEK
           and s.original_start_utc is not null and s.original_start_utc <> s.scheduled_start_utc group by 1)
    select date_bin('15 minutes', s.at, timestamptz '2000-01-01Z') as start, sum(s.sessions)::integer as sessions,
           sum(s.to_mark)::integer as to_mark, sum(s.to_move)::integer as to_move, sum(s.moved)::integer as moved
    from starts s
    group by 1
    order by 1
    """.replace("OF_WEEK", OF_WEEK)
)


@dataclass(frozen=True)
class BusyHour:
    """The sessions that start in an hour of the reader's wall clock, and how many of them want something."""

    hour: int
    sessions: int
    to_mark: int
    to_move: int
    moved: int


def busy_hours(first: datetime, last: datetime, zone: str, tutor_id: UUID | None) -> dict[date, list[BusyHour]]:
    """Count the sessions from an instant to another by the local day and hour of their start, in order of time.

    The hour that clocks repeat counts once, with the sessions of both.
    """
    found: dict[tuple[date, int], Counter[str]] = {}
    values = {"first": first, "last": last, "tutor_id": tutor_id}
    for row in db.execute(STARTS, values).mappings():
        here = local(row["start"], zone)
        found.setdefault((here.date(), here.hour), Counter()).update({k: v for k, v in row.items() if k != "start"})
    days: dict[date, list[BusyHour]] = {}
    for (day, hour), counts in found.items():
        sums = {name: counts[name] for name in ("sessions", "to_mark", "to_move", "moved")}
        days.setdefault(day, []).append(BusyHour(hour, **sums))
    return days
