"""The things that stand in the way of a session: other sessions and closed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from corved.scheduling.local_time import local_date


@dataclass(frozen=True)
class Busy:
    """Time that is taken: a live session of the tutor or of the learner.

    label: names it for the admin.
    """

    start: datetime
    end: datetime
    label: str
    session_id: object = None


@dataclass(frozen=True)
class Closed:
    """Whole local days of a zone without sessions, both included. A session that starts on one is off.

    is_leave: a tutor's leave; else a closure of the academy.
    """

    name: str
    first: date
    last: date
    timezone: str
    is_leave: bool = False

    def covers(self, start: datetime) -> bool:
        return self.first <= local_date(start, self.timezone) <= self.last
