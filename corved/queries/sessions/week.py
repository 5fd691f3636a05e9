"""Loads a week of sessions, day by day in the reader's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text

from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.local_time import local, local_date, to_utc
from corved.scheduling.time_limits import ONE_DAY

MOST = 2000
FIRST_HOUR, LAST_HOUR = 9, 20  # shown at least, so that an empty week looks like one
OF_WEEK = text(
    """
    select s.* from session_facts s
    where s.start >= :first and s.start < :last and (cast(:tutor_id as uuid) is null or s.tutor_id = :tutor_id)
    order by s.start, s.id
    limit :most
    """
)


@dataclass(frozen=True)
class Week:
    """A week of sessions, sorted by day and hour.

    monday: a local date. days: its seven local dates, each with its sessions by local hour, 0 to 23.
    """

    monday: date
    zone: str
    days: tuple[tuple[date, dict[int, list[SessionRow]]], ...]

    @property
    def sessions(self) -> int:
        return sum(len(rows) for _day, hours in self.days for rows in hours.values())

    @property
    def people(self) -> frozenset[str]:
        """Return the names of the learners and tutors of the week."""
        rows = [row for _day, hours in self.days for some in hours.values() for row in some]
        return frozenset(name for row in rows for name in (row.learner, row.tutor))

    @property
    def hours(self) -> range:
        """Return the hours to show, from the earliest to the latest, at least those of a working day."""
        used = [hour for _day, hours in self.days for hour in hours]
        return range(min([FIRST_HOUR, *used]), max([LAST_HOUR, *used]) + 1)

    @property
    def noons(self) -> tuple[datetime, datetime]:
        """Return noon of its Monday and of its Sunday, as instants: clocks may change between them."""
        first, last = (to_utc(datetime.combine(day, time(12)), self.zone) for day in (self.monday, self.sunday))
        return first, last

    @property
    def sunday(self) -> date:
        return self.monday + 6 * ONE_DAY

    @property
    def before(self) -> date:
        return self.monday - 7 * ONE_DAY

    @property
    def after(self) -> date:
        return self.monday + 7 * ONE_DAY


def week(*, day: date, zone: str, tutor_id: UUID | None = None) -> Week:
    """Load the week around a local date of the reader's zone, from Monday.

    tutor_id: of one tutor only.
    """
    monday = day - day.weekday() * ONE_DAY
    first, last = (to_utc(datetime.combine(each, time()), zone) for each in (monday, monday + 7 * ONE_DAY))
    values = {"first": first, "last": last, "tutor_id": tutor_id, "most": MOST}
    days: dict[date, dict[int, list[SessionRow]]] = {monday + number * ONE_DAY: {} for number in range(7)}
    for session in session_rows(OF_WEEK, values):
        hours = days[local_date(session.start, zone)]
        hours.setdefault(local(session.start, zone).hour, []).append(session)
    return Week(monday, zone, tuple(days.items()))
