"""The tables of closures and leave, and of the sessions they affected."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, uuid_key
from corved.scheduling.obstacles import Closed


class Closure(Base):
    """A closure of the academy, or a tutor's leave.

    first_day, last_day: whole local days in `timezone`, both included. tutor_user_id: None for the whole academy.
    """

    __tablename__ = "closures"

    id: Mapped[UUID] = uuid_key()
    tutor_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    timezone: Mapped[str]
    created_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    removed_at: Mapped[datetime | None]

    @property
    def closed(self) -> Closed:
        return Closed(self.name, self.first_day, self.last_day, self.timezone, self.tutor_user_id is not None)


class ClosureSession(Base):
    """A session that a closure affected, with its state before and after (see Session.state).

    Of one that another tutor teaches instead, with tutor_user_id, too.
    """

    __tablename__ = "closure_sessions"

    closure_id: Mapped[UUID] = mapped_column(ForeignKey("closures.id"), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
