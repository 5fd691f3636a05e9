"""The tables of what tutors are paid."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, uuid_key


class PayRate(Base):
    """What a tutor is paid from a day on, both days included; for one course where match_id says which.

    kind: hour, session or share. amount: in the minor unit of currency; of a share, percent of the price.
    """

    __tablename__ = "pay_rates"

    id: Mapped[UUID] = uuid_key()
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("tutor_profiles.user_id"))
    match_id: Mapped[UUID | None] = mapped_column(ForeignKey("matches.id"))
    kind: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str | None] = mapped_column(ForeignKey("currencies.code"))
    since: Mapped[date]
    until: Mapped[date | None]


class PayAdjustment(Base):
    """An amount that is added to a tutor's month, or taken off. month: its first day."""

    __tablename__ = "pay_adjustments"

    id: Mapped[UUID] = uuid_key()
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("tutor_profiles.user_id"))
    month: Mapped[date]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(ForeignKey("currencies.code"))
    reason: Mapped[str]
    created_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class PayMonth(Base):
    """A tutor's month that is closed.

    month: its first day. absent_percent: what a session that the student missed paid then. paid_on, way, reference:
    when and how it was paid.
    """

    __tablename__ = "pay_months"

    id: Mapped[UUID] = uuid_key()
    tutor_user_id: Mapped[UUID] = mapped_column(ForeignKey("tutor_profiles.user_id"))
    month: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    absent_percent: Mapped[int]
    paid_on: Mapped[date | None]
    way: Mapped[str] = mapped_column(server_default=text("''"))
    reference: Mapped[str] = mapped_column(server_default=text("''"))


class PayLine(Base):
    """A line of a closed month, which nobody changes. session_id: None for an adjustment."""

    __tablename__ = "pay_lines"

    pay_month_id: Mapped[UUID] = mapped_column(ForeignKey("pay_months.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID | None]
    starts_at: Mapped[datetime | None]
    learner: Mapped[str]
    subject: Mapped[str]
    minutes: Mapped[int]
    amount: Mapped[int]
    currency: Mapped[str]
    words: Mapped[str]
