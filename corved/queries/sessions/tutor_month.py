"""Loads a tutor's sessions of a calendar month, and how many hours they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from sqlalchemy import text

from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.local_time import to_utc
from corved.scheduling.time_limits import ONE_DAY

OF_MONTH = text(
    """
    select s.* from session_facts s
    where s.tutor_id = :tutor_id and s.start >= :first and s.start < :last
    order by s.start, s.id
    """
)
TAUGHT = ("done", "no_show_student")  # the tutor was there


@dataclass(frozen=True)
class TutorMonth:
    """The sessions of a calendar month in order of time. first: its first day, in the reader's zone."""

    first: date
    zone: str
    rows: tuple[SessionRow, ...]

    def minutes(self, *statuses: str) -> int:
        """Return how many minutes the sessions with these statuses last."""
        return sum(_minutes(row) for row in self.rows if row.status in statuses)

    def count(self, status: str) -> int:
        return sum(row.status == status for row in self.rows)

    def to_mark(self, now: datetime) -> int:
        return sum(row.is_unmarked(now) for row in self.rows)

    @cached_property
    def courses(self) -> list[tuple[str, str, int]]:
        """Return learner, subject and the minutes that the tutor was there for, by name."""
        sums: dict[tuple[str, str], int] = {}
        for row in self.rows:
            if row.status in TAUGHT:
                key = row.learner, row.subject
                sums[key] = sums.get(key, 0) + _minutes(row)
        return [(learner, subject, minutes) for (learner, subject), minutes in sorted(sums.items())]

    @property
    def before(self) -> date:
        return (self.first - ONE_DAY).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + 31 * ONE_DAY).replace(day=1)


def tutor_month(*, tutor_id: UUID, day: date, zone: str) -> TutorMonth:
    """Load the calendar month around a local date of the reader's zone."""
    first = day.replace(day=1)
    after = (first + 31 * ONE_DAY).replace(day=1)
    begins, ends = (to_utc(datetime.combine(each, time()), zone) for each in (first, after))
    rows = session_rows(OF_MONTH, {"tutor_id": tutor_id, "first": begins, "last": ends})
    return TutorMonth(first, zone, tuple(rows))


def _minutes(row: SessionRow) -> int:
    return (row.end - row.start) // timedelta(minutes=1)
