"""The tables of what the academy teaches: subjects and levels."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, uuid_key


class Subject(Base):
    __tablename__ = "subjects"

    id: Mapped[UUID] = uuid_key()
    name: Mapped[str]
    renamed_at: Mapped[datetime | None]


class Level(Base):
    """How far a learner is, as the academy names it: O Levels, Grade 6.

    position: its place in lists. retired_at: since then it is offered for no new course.
    """

    __tablename__ = "levels"

    id: Mapped[UUID] = uuid_key()
    name: Mapped[str]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    retired_at: Mapped[datetime | None]
