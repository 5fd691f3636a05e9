"""Computes what a schedule change does to each package whose sessions it affects."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from corved.database.session import db
from corved.queries.timetable.busy_times import busy_times
from corved.queries.timetable.match_calendar import MatchCalendar
from corved.queries.timetable.schedule_plan import slot_around
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.rescheduling import Existing, Rescheduling, is_untouched, reschedule
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window

PACKAGES = text(
    """
    select p.id, p.tier - p.held_before - cardinality(p.removed_dates) as to_plan, p.removed_dates,
           p.start_date, p.end_date, m.tutor_user_id, r.learner_id,
           s.id as session_id, s.local_start, s.scheduled_start_utc, s.scheduled_end_utc, s.timezone,
           s.nominal_date, s.status::text, s.original_start_utc, s.makes_up_id is not null as is_make_up
    from matches m
    join requests r on r.id = m.request_id
    join packages p on p.request_id = m.request_id and p.end_date >= :since
    join sessions s on s.package_id = p.id
    where m.id = :id
    order by p.start_date, s.scheduled_start_utc
    """
)


@dataclass(frozen=True)
class PackageChange:
    package_id: UUID
    window: Window
    change: Rescheduling


@dataclass(frozen=True)
class ScheduleChange:
    """The effect of a schedule change.

    since: its first day. timetable: with the change. packages: those with sessions on its days, in order of time.
    """

    before: Timetable | None
    since: date
    timetable: Timetable
    packages: tuple[PackageChange, ...]

    @property
    def is_complete(self) -> bool:
        return all(each.change.is_complete for each in self.packages)

    @property
    def changes_nothing(self) -> bool:
        """Whether the schedule is agreed as it is already, and every session stays."""
        before, since = self.before, self.since
        is_agreed = before is not None and (
            before.on(since) == self.timetable.on(since) and before.after(since) == self.timetable.after(since)
        )
        return is_agreed and all(each.change.changes_nothing for each in self.packages)

    @property
    def removed(self) -> int:
        return sum(len(each.change.removed) for each in self.packages)

    @property
    def added(self) -> int:
        return sum(len(each.change.added) for each in self.packages)

    @property
    def digest(self) -> str:
        """Return a digest of the change, to detect that it differs from what somebody was shown."""
        shown = [
            *(each.time.start.isoformat() for package in self.packages for each in package.change.removed),
            "then",
            *(each.start.isoformat() for package in self.packages for each in package.change.added),
        ]
        return hashlib.sha256(",".join(shown).encode()).hexdigest()[:16]


def schedule_change(
    match_id: UUID, calendar: MatchCalendar, *, since: date, pattern: Pattern, until: date | None, now: datetime
) -> ScheduleChange:
    """Compute the effect of a schedule change.

    calendar: the match's. since, until: local dates of the schedule's zone, both included; until None: for good.
    """
    timetable = (calendar.timetable or Timetable.of(pattern)).changed(since, pattern, until)
    rows = db.execute(PACKAGES, {"id": match_id, "since": since}).all()
    if not rows:
        return ScheduleChange(calendar.timetable, since, timetable, ())
    whole = Window(min(since, rows[0].start_date), max(row.end_date for row in rows))
    busy = busy_times(slot_around(rows[0].tutor_user_id, rows[0].learner_id, whole, pattern.timezone))
    changes = []
    for package_id in dict.fromkeys(row.id for row in rows):
        mine = [row for row in rows if row.id == package_id]
        window = Window(mine[0].start_date, mine[0].end_date)
        change = reschedule(
            [_existing(row) for row in mine],
            timetable,
            window,
            tier=mine[0].to_plan,
            since=max(since, local_date(now, pattern.timezone)),
            now=now,
            busy=busy,
            closed=calendar.closed,
            removed=mine[0].removed_dates,
        )
        changes.append(PackageChange(package_id, window, change))
    return ScheduleChange(calendar.timetable, since, timetable, tuple(changes))


def _existing(row: Row[Any]) -> Existing:
    time = Occurrence(row.local_start, row.scheduled_start_utc, row.scheduled_end_utc, row.timezone)
    untouched = is_untouched(row.status, row.original_start_utc, is_make_up=row.is_make_up)
    return Existing(row.session_id, time, row.nominal_date, untouched, row.is_make_up)
