"""The tables of matches: tutor, Meet link, dated weekly schedule, notes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, pg_enum, uuid_key

MATCH_STATUSES = {"matched": "Needs a schedule", "active": "Active", "paused": "Paused", "ended": "Ended"}


class Match(Base):
    """A request's tutor, with the Meet link and status of their course.

    meet_link: the one link of all its sessions. tutor_since: the first day of a tutor who was agreed later.
    """

    __tablename__ = "matches"

    id: Mapped[UUID] = uuid_key()
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id"))
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    tutor_since: Mapped[date | None]
    meet_link: Mapped[str | None]
    link_changes: Mapped[int] = mapped_column(server_default=text("0"))
    link_changed_at: Mapped[datetime] = mapped_column(server_default=text("app.now()"))
    status: Mapped[str] = mapped_column(pg_enum("match_status", *MATCH_STATUSES), server_default=text("'matched'"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class MatchPattern(Base):
    """A version of a match's schedule, from a day on.

    pattern: see corved.scheduling.pattern.Pattern.to_json.
    """

    __tablename__ = "match_patterns"

    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    pattern: Mapped[dict[str, Any]]
    created_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Handover(Base):
    """Courses of a tutor that went to others for good in one act: one of them, or all.

    courses: of each its match_id, `to` (the new tutor), before (tutor_since and meet_link), and its sessions: id, tutor
    and state before and after (Session.state).
    """

    __tablename__ = "handovers"

    id: Mapped[UUID] = uuid_key()
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    since: Mapped[date]
    courses: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]


class MatchNote(Base):
    """What admins write to each other about a match. Nobody else sees it."""

    __tablename__ = "match_notes"

    id: Mapped[UUID] = uuid_key()
    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id"))
    author_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
