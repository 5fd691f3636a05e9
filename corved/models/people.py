"""The tables of people who sign in, their roles, learners, and what tutors teach."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, pg_enum, uuid_key

ROLES = ("student", "parent", "tutor", "admin")


class User(Base):
    """A person. The password's hash and the session stamp are written, never read, through this class.

    currency: in which a family pays; None for the academy's.
    """

    __tablename__ = "users"

    id: Mapped[UUID] = uuid_key()
    full_name: Mapped[str]
    email: Mapped[str | None]
    whatsapp: Mapped[str | None]
    timezone: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(deferred=True, deferred_raiseload=True)
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    hue: Mapped[int] = mapped_column(server_default=text("0"))
    currency: Mapped[str | None] = mapped_column(ForeignKey("currencies.code"))
    hours_24: Mapped[bool] = mapped_column(server_default=text("true"))
    renamed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Invitation(Base):
    """A one-time link with which a person sets a password. Its token's hash is written, never read.

    salt: with SECRET_KEY it gives the token again. mail_wanted_at: when an admin asked to e-mail it.
    """

    __tablename__ = "invitations"

    id: Mapped[UUID] = uuid_key()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[bytes] = mapped_column(deferred=True, deferred_raiseload=True)
    salt: Mapped[UUID | None]
    created_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    mail_wanted_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class UserRole(Base):
    __tablename__ = "user_roles"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(pg_enum("person_role", *ROLES), primary_key=True)


class Learner(Base):
    """Somebody who is taught, under one account."""

    __tablename__ = "learners"

    id: Mapped[UUID] = uuid_key()
    account_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    full_name: Mapped[str]
    renamed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class TutorProfile(Base):
    __tablename__ = "tutor_profiles"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    is_approved: Mapped[bool] = mapped_column(server_default=text("false"))


class TutorHours(Base):
    """When a tutor teaches from a local day of timezone on: WeeklyHours.to_json."""

    __tablename__ = "tutor_hours"

    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    timezone: Mapped[str]
    weekly_hours: Mapped[list[Any]]


class TutorRequest(Base):
    """A tutor asks for other hours, or for days off.

    first_day, last_day: local days of timezone, both included; last_day None: for good. weekly_hours: those asked for,
    None for a leave. outcome: accepted, rejected or withdrawn; None while nobody answered. answer: for the tutor.
    closure_id: the leave that was agreed.
    """

    __tablename__ = "tutor_requests"

    id: Mapped[UUID] = uuid_key()
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    timezone: Mapped[str]
    weekly_hours: Mapped[list[Any] | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    asked_at: Mapped[datetime]
    outcome: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(server_default=text("''"))
    closure_id: Mapped[UUID | None] = mapped_column(ForeignKey("closures.id"))

    def asked_for(self) -> dict[str, Any]:
        """Return what was asked for, as the history keeps it."""
        days = {"first_day": self.first_day.isoformat()} | (
            {"last_day": self.last_day.isoformat()} if self.last_day else {}
        )
        return days if self.weekly_hours is None else days | {"weekly_hours": self.weekly_hours}


class TutorSubject(Base):
    """level_id: None for every level."""

    __tablename__ = "tutor_subjects"

    id: Mapped[UUID] = uuid_key()
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("tutor_profiles.user_id"))
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("subjects.id"))
    level_id: Mapped[UUID | None] = mapped_column(ForeignKey("levels.id"))
