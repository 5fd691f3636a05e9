"""A session as pages show it, with its people and its package: a row of the view session_facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable

from corved.database.session import db
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.rescheduling import is_untouched
from corved.scheduling.statuses import CONSUMING, is_to_come, is_unmarked, origin, version
from corved.scheduling.time_limits import JOIN_BUTTON_LEAD
from corved.scheduling.transitions import may_undo


@dataclass(frozen=True)
class SessionRow:
    """A session with its people and its package. Instants are aware and in UTC; learner_zone is the account's.

    position: counts within the package, from 1; None for a missed one, and where nobody counted. made_up_at: when its
    make-up starts. repays_carried: it makes up for a session of an earlier package. carried_in, settled_out: how many
    make-ups its package took over, and moved on or wrote off. taken_by: the closure that took its time, '' for a leave.
    held_before, removed: of its package, how many sessions were held before CorvEd, and how many an admin removed.
    """

    id: UUID
    match_id: UUID
    package_id: UUID
    learner_id: UUID
    status: str
    needs_new_time: bool
    start: datetime
    end: datetime
    original_start: datetime | None
    local_start: datetime
    timezone: str
    nominal_date: date
    notes: str | None
    marked_at: datetime | None
    marked_by_user_id: UUID | None
    updated_at: datetime
    makes_up_id: UUID | None
    settled_as: str | None
    settled_into: UUID | None
    settled_why: str | None
    make_up_by: date | None
    made_up_at: datetime | None
    repays_carried: bool
    carried_in: int
    settled_out: int
    taken_by: str | None
    learner: str
    learner_zone: str
    tutor: str
    tutor_zone: str
    tutor_id: UUID
    tutor_hue: int
    subject_id: UUID
    level_id: UUID
    subject: str
    level: str
    meet_link: str | None
    tier: int
    held_before: int
    removed: int
    start_date: date
    end_date: date
    position: int | None = None

    @property
    def time(self) -> Occurrence:
        return Occurrence(self.local_start, self.start, self.end, self.timezone)

    @property
    def is_untouched(self) -> bool:
        return is_untouched(self.status, self.original_start, is_make_up=self.makes_up_id is not None)

    @property
    def version(self) -> str:
        return version(self.status, self.needs_new_time, self.start, self.marked_at)

    @property
    def counts(self) -> bool:
        return self.status in CONSUMING

    @property
    def is_to_come(self) -> bool:
        """Whether the session has a time and is still to be held and marked."""
        return is_to_come(self.status, self.needs_new_time)

    @property
    def has_a_number(self) -> bool:
        """Whether the session has a number within its package: it is held, counted or to come."""
        return self.counts or self.is_to_come

    @property
    def is_owed(self) -> bool:
        """Whether the session's make-up is due and not yet settled."""
        return not self.has_a_number and self.settled_as is None

    @property
    def size(self) -> int:
        """Return how many sessions are to be held in its package (Account.entitled)."""
        return self.tier - self.removed + self.carried_in - self.settled_out

    @property
    def origin(self) -> str:
        """Return why a make-up is due, or was."""
        return origin(self.status, self.taken_by, asked_by_tutor=self.marked_by_user_id == self.tutor_id)

    def has_ended(self, now: datetime) -> bool:
        """Say whether the last day of the session's package is over, in the schedule's time zone."""
        return local_date(now, self.timezone) > self.end_date

    @property
    def was_moved(self) -> bool:
        return self.original_start is not None and self.original_start != self.start

    def is_on(self, now: datetime) -> bool:
        return self.is_to_come and self.start <= now < self.end

    def is_unmarked(self, now: datetime) -> bool:
        return is_unmarked(self.status, self.needs_new_time, self.end, now)

    def is_running(self, now: datetime) -> bool:
        return self.has_a_number and self.start <= now < self.end

    def is_joinable(self, now: datetime) -> bool:
        """Say whether the Meet link is open: from well before the start until the end.

        A mark that was set early locks nobody out.
        """
        return self.meet_link is not None and now < self.end and (self.is_to_come or self.is_running(now))

    def is_live(self, now: datetime) -> bool:
        """Say whether joining is what to do now."""
        return self.is_joinable(now) and self.start - JOIN_BUTTON_LEAD <= now

    def can_be_undone(self, by: str, person_id: UUID, now: datetime) -> bool:
        """Say whether a person may undo the mark now.

        by: TUTOR or ADMIN.
        """
        return self.marked_at is not None and may_undo(
            by, self.marked_at, now, is_own=self.marked_by_user_id == person_id
        )

    def shown_status(self, now: datetime) -> str:
        """Return the pill's name: a status, or what follows from the time."""
        if self.needs_new_time:
            return "needs_new_time"
        if self.is_on(now):
            return "now"
        if self.is_unmarked(now):
            return "unmarked"
        return self.status


def session_row(kept: Mapping[Any, Any]) -> SessionRow:
    """Make a session from a row with the columns of session_facts; other columns are ignored."""
    return SessionRow(**{name: kept[name] for name in FACTS})


def session_rows(query: Executable, values: Mapping[str, Any]) -> list[SessionRow]:
    """Run a query of the view session_facts."""
    return [session_row(row) for row in db.execute(query, values).mappings()]


FACTS = tuple(SessionRow.__dataclass_fields__.keys() - {"position"})
