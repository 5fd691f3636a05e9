"""The tables of messages: own texts, what became of messages, and what people know."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base


class MessageText(Base):
    """The academy's own text of a message.

    situation: a key of corved.messages.situations.
    """

    __tablename__ = "message_texts"

    situation: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class Message(Base):
    """What was done with a message.

    about: a session, match, package, act or person. version: changes with what it says. body: as it was filled in.
    dropped_at: when somebody dismissed it.
    """

    __tablename__ = "messages"

    situation: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    changed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime | None]
    sent_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    mailed_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    dropped_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class Told(Base):
    """What a person was told of a session or match, and by which message.

    what: see the comment of the column. is_last: nothing was told of it later. is_told: False where the message was
    dismissed.
    """

    __tablename__ = "told"

    about: Mapped[UUID] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    said: Mapped[str]
    situation: Mapped[str] = mapped_column(primary_key=True)
    message_about: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    is_told: Mapped[bool]
    is_last: Mapped[bool]
    told_at: Mapped[datetime]
