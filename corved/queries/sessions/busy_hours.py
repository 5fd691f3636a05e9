"""Counts the sessions of a week hour by hour, where there are too many to draw each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.local_time import local

# By the quarter of an hour: every zone's offset of this century is a number of whole quarters.
STARTS = text(
    """
    select date_bin('15 minutes', s.scheduled_start_utc, timestamptz '2000-01-01Z') as start, count(*) as sessions,
           count(*) filter (where s.is_to_come and s.scheduled_end_utc <= app.now()) as to_mark,
           count(*) filter (where s.status = 'rescheduled' and s.needs_new_time) as to_move,
           count(*) filter (where s.original_start_utc <> s.scheduled_start_utc) as moved
    from sessions s
    where s.scheduled_start_utc >= :first and s.scheduled_start_utc < :last
      and (cast(:tutor_id as uuid) is null or s.tutor_user_id = :tutor_id)
    group by 1
    order by 1
    """
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
