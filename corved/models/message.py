"""The message desk: changed texts, and messages that were opened or said to be sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base


class MessageText(Base):
    """A text in place of the one that comes along. situation: a key of corved.messages.situations."""

    __tablename__ = "message_texts"

    situation: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class Message(Base):
    """about: a session, match or package. version: what of it the message says. body: as it was filled in."""

    __tablename__ = "messages"

    situation: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime | None]
    sent_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
