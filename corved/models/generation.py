"""The tables of runs that create the sessions of many matches."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base, pg_enum, uuid_key

OUTCOMES = ("waiting", "created", "short", "blocked", "undoing", "undone", "kept")


class GenerationRun(Base):
    __tablename__ = "generation_runs"

    id: Mapped[UUID] = uuid_key()
    started_at: Mapped[datetime]
    started_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class GenerationRunMatch(Base):
    """One match of a run, and what became of it.

    outcome: waiting, created, short (fewer than N fit) or blocked; when the run is undone: undoing, then undone or
    kept. why: the reason. session_ids: the sessions that the run created.
    """

    __tablename__ = "generation_run_matches"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("generation_runs.id"), primary_key=True)
    number: Mapped[int]
    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id"))
    package_id: Mapped[UUID] = mapped_column(ForeignKey("packages.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(pg_enum("generation_outcome", *OUTCOMES), server_default=text("'waiting'"))
    created: Mapped[int] = mapped_column(server_default=text("0"))
    session_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    why: Mapped[str] = mapped_column(server_default=text("''"))
