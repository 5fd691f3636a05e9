"""The tables of what a family asks for and pays for: requests, packages, payments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, FetchedValue, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, pg_enum, uuid_key
from corved.scheduling.windows import WindowKind

REQUEST_STATUSES = ("new", "payment_pending", "ready_to_match", "matched", "active", "paused", "ended")
PACKAGE_STATUSES = ("pending", "active", "expired")
WINDOW_KINDS = tuple(WindowKind)
PAYMENT_STATUSES = ("paid", "rejected", "refunded")  # refunded: no longer set, see Refund
KEEP, REMOVE, END = "keep", "remove", "end"  # what a refund does with the sessions to come


class Request(Base):
    """One learner wants one subject at one level."""

    __tablename__ = "requests"

    id: Mapped[UUID] = uuid_key()
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"))
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("subjects.id"))
    level_id: Mapped[UUID] = mapped_column(ForeignKey("levels.id"))
    board: Mapped[str | None]
    goals: Mapped[str | None]
    preferred_start: Mapped[date | None]
    availability: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    status: Mapped[str] = mapped_column(pg_enum("request_status", *REQUEST_STATUSES), server_default=text("'new'"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Package(Base):
    """A month of sessions, sold for a request.

    start_date, end_date: local dates of the match's zone, both included. withdrawn_at: its upcoming sessions were
    deleted; no run creates them again. not_renewing_at: when it was recorded that no month follows. price: in the minor
    unit of currency, agreed when it was sold; 0 for nothing to pay, None where none was agreed. held_before: of its
    `tier` sessions, how many were held before CorvEd. removed_dates: of sessions that an admin removed; it has so many
    fewer. cancelled_at: sold by mistake; its days are free. lacks_sessions, is_due, is_told: kept by the database, as
    the views package_plans, package_money and package_told say.
    """

    __tablename__ = "packages"

    id: Mapped[UUID] = uuid_key()
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id"))
    tier: Mapped[int]
    start_date: Mapped[date]
    end_date: Mapped[date]
    window_kind: Mapped[str] = mapped_column(pg_enum("window_kind", *WINDOW_KINDS), default=WindowKind.ONE_MONTH)
    withdrawn_at: Mapped[datetime | None]
    not_renewing_at: Mapped[datetime | None]
    price: Mapped[int | None]
    currency: Mapped[str] = mapped_column(ForeignKey("currencies.code"), default="PKR")
    held_before: Mapped[int] = mapped_column(server_default=text("0"))
    removed_dates: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default=text("'{}'"))
    cancelled_at: Mapped[datetime | None]
    lacks_sessions: Mapped[bool] = mapped_column(server_default=text("true"))
    is_due: Mapped[bool] = mapped_column(server_default=text("true"))
    is_told: Mapped[bool] = mapped_column(server_default=text("true"))
    status: Mapped[str] = mapped_column(pg_enum("package_status", *PACKAGE_STATUSES), server_default=text("'pending'"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Payment(Base):
    """way: how it came, as the way to pay was called then. receipt_number: the database gives the next one."""

    __tablename__ = "payments"

    id: Mapped[UUID] = uuid_key()
    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    amount: Mapped[int]
    way: Mapped[str] = mapped_column(server_default=text("''"))
    bank_reference: Mapped[str] = mapped_column(server_default=text("''"))
    paid_on: Mapped[date]
    note: Mapped[str] = mapped_column(server_default=text("''"))
    status: Mapped[str] = mapped_column(pg_enum("payment_status", *PAYMENT_STATUSES))
    receipt_number: Mapped[int | None] = mapped_column(server_default=FetchedValue())
    created_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Refund(Base):
    """Money that went back to the family: a part of what was paid for a package, or all of it.

    lowers_price: the package was paid in full, and a part of it was kept; nobody is asked for the difference.
    """

    __tablename__ = "refunds"

    id: Mapped[UUID] = uuid_key()
    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    amount: Mapped[int]
    refunded_on: Mapped[date]
    lowers_price: Mapped[bool]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    created_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class PaymentClaim(Base):
    """A family says that it has paid a month. payment_id: the payment that an admin recorded for it.

    way: as the way to pay was called then. answer: why it was rejected, for the family.
    """

    __tablename__ = "payment_claims"

    id: Mapped[UUID] = uuid_key()
    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"))
    way: Mapped[str]
    reference: Mapped[str]
    paid_on: Mapped[date]
    created_by_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments.id"))
    rejected_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(server_default=text("''"))
