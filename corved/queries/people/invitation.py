"""Finds whom an invitation's link is for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

OPEN = text("select full_name, address, timezone, is_new from app.invitation(:hash)")


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be accepted.

    address: what the person signs in with. is_new: they have no password yet.
    """

    full_name: str
    address: str
    timezone: str
    is_new: bool


def open_invitation(token: UUID) -> OpenInvitation | None:
    """Return the invitation, or None where it was used, cancelled or is too old: they all look alike."""
    row = db.execute(OPEN, {"hash": token_hash(token)}).mappings().one_or_none()
    return OpenInvitation(**row) if row is not None and row["full_name"] is not None else None


def token_hash(token: UUID) -> bytes:
    return hashlib.sha256(token.bytes).digest()
