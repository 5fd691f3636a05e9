"""The table of the audit log: who did what, when and why. Rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FetchedValue, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base


class AuditLog(Base):
    """One row of the audit log.

    at, actor_user_id: the database writes them; None for the operator on the command line. details: usually
    {"from": …, "to": …}.
    """

    __tablename__ = "audit_logs"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    actor_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), server_default=FetchedValue())
    action: Mapped[str]
    match_id: Mapped[UUID | None] = mapped_column(ForeignKey("matches.id"))
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("sessions.id"))
    entity_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
