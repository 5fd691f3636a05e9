"""The tables of what the academy teaches and charges: subjects, levels, sizes of a month, lengths of a session, prices.

What is retired (retired_at) is offered for no new course; courses that have it keep it. Nothing is ever deleted.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, uuid_key

MOST_SESSIONS = 31  # of a month
SHORTEST_OFFERED, LONGEST_OFFERED = 10, 180  # minutes


class Subject(Base):
    """position: its place in lists."""

    __tablename__ = "subjects"

    id: Mapped[UUID] = uuid_key()
    name: Mapped[str]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    retired_at: Mapped[datetime | None]
    renamed_at: Mapped[datetime | None]


class Level(Base):
    """How far a learner is, as the academy names it: O Levels, Grade 6. position: its place in lists."""

    __tablename__ = "levels"

    id: Mapped[UUID] = uuid_key()
    name: Mapped[str]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    retired_at: Mapped[datetime | None]


class MonthSize(Base):
    """How many sessions a month can have, 1 to 31."""

    __tablename__ = "month_sizes"

    sessions: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    retired_at: Mapped[datetime | None]


class SessionLength(Base):
    """How many minutes a session can last, 10 to 180."""

    __tablename__ = "session_lengths"

    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    retired_at: Mapped[datetime | None]


class Currency(Base):
    """A currency in which the academy is paid, by its ISO code."""

    __tablename__ = "currencies"

    code: Mapped[str] = mapped_column(primary_key=True)
    added_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Price(Base):
    """What a new month of so many sessions costs, in the currency's minor unit."""

    __tablename__ = "prices"

    sessions: Mapped[int] = mapped_column(ForeignKey("month_sizes.sessions"), primary_key=True)
    currency: Mapped[str] = mapped_column(ForeignKey("currencies.code"), primary_key=True)
    amount: Mapped[int]


class WayToPay(Base):
    """How families can pay in a currency. details: what they need for it, such as an account number."""

    __tablename__ = "ways_to_pay"

    id: Mapped[UUID] = uuid_key()
    currency: Mapped[str] = mapped_column(ForeignKey("currencies.code"))
    name: Mapped[str]
    details: Mapped[str]
    position: Mapped[int]
    removed_at: Mapped[datetime | None]
