"""A session: one meeting of a learner and a tutor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, DateTime, FetchedValue, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, pg_enum, uuid_key
from corved.scheduling.account import SETTLEMENTS
from corved.scheduling.generator import Occurrence
from corved.scheduling.statuses import STATUSES, version


class Session(Base):
    """A session; its instants are UTC, local_start (naive) and timezone are the wall clock that was agreed.

    nominal_date: the date of the schedule that it stands for; a trigger sets it once, and no move changes it.
    original_start_utc, original_local_start and original_timezone: the time before the first move; a trigger keeps the
    last two.
    makes_up_id: the missed session that it makes up for. settled_as: what became of a make-up that was due.
    """

    __tablename__ = "sessions"

    id: Mapped[UUID] = uuid_key()
    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id"))
    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"))
    account_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    scheduled_start_utc: Mapped[datetime]
    scheduled_end_utc: Mapped[datetime]
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    timezone: Mapped[str]
    status: Mapped[str] = mapped_column(pg_enum("session_status", *STATUSES), server_default=text("'scheduled'"))
    needs_new_time: Mapped[bool] = mapped_column(server_default=text("false"))
    nominal_date: Mapped[date] = mapped_column(FetchedValue())
    original_start_utc: Mapped[datetime | None]
    original_local_start: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), FetchedValue())
    original_timezone: Mapped[str | None] = mapped_column(FetchedValue())
    tutor_notes: Mapped[str | None]
    makes_up_id: Mapped[UUID | None] = mapped_column(ForeignKey("sessions.id"))
    settled_as: Mapped[str | None] = mapped_column(pg_enum("settlement", *SETTLEMENTS))
    settled_into: Mapped[UUID | None] = mapped_column(ForeignKey("packages.id"))
    settled_why: Mapped[str | None]
    make_up_by: Mapped[date | None]
    marked_at: Mapped[datetime | None]
    marked_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    sequence: Mapped[int] = mapped_column(server_default=text("0"))
    changed_at: Mapped[datetime] = mapped_column(server_default=text("app.now()"))
    updated_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    # For queries, like is_live and is_owed; in Python corved.scheduling.statuses says the same before a flush, too.
    is_to_come: Mapped[bool] = mapped_column(Computed("by the database"))

    @property
    def time(self) -> Occurrence:
        return Occurrence(self.local_start, self.scheduled_start_utc, self.scheduled_end_utc, self.timezone)

    @time.setter
    def time(self, at: Occurrence) -> None:
        self.local_start, self.scheduled_start_utc, self.scheduled_end_utc, self.timezone = at

    @property
    def is_owed(self) -> bool:
        """Whether the session's make-up is due and not yet settled.

        It has no time or the tutor was absent.
        """
        return (self.needs_new_time or self.status == "no_show_tutor") and self.settled_as is None

    def settlement(self) -> dict[str, Any]:
        """Return what became of a missed session, as the audit log keeps it."""
        return {
            "settled_as": self.settled_as,
            "settled_into": self.settled_into and str(self.settled_into),
            "settled_why": self.settled_why,
            "make_up_by": self.make_up_by and self.make_up_by.isoformat(),
        }

    @property
    def version(self) -> str:
        return version(self.status, self.needs_new_time, self.scheduled_start_utc, self.marked_at)

    def state(self) -> dict[str, Any]:
        """Return the fields that marking or moving can change, as the audit log stores them.

        The database function app.session_state returns the same.
        """
        return {
            "status": self.status,
            "needs_new_time": self.needs_new_time,
            "tutor_notes": self.tutor_notes,
            "scheduled_start_utc": self.scheduled_start_utc.isoformat(),
            "scheduled_end_utc": self.scheduled_end_utc.isoformat(),
            "local_start": self.local_start.isoformat(),
            "timezone": self.timezone,
            "original_start_utc": self.original_start_utc and self.original_start_utc.isoformat(),
            "marked_at": self.marked_at and self.marked_at.isoformat(),
            "marked_by_user_id": self.marked_by_user_id and str(self.marked_by_user_id),
        }
