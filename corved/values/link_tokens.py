"""Secrets in addresses, made of SECRET_KEY and a salt: they are kept nowhere, and can be shown again."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID


def calendar_token(secret_key: str, *, user_id: UUID, area: str, salt: UUID) -> UUID:
    """128 bits that nobody guesses without the key."""
    return _token(secret_key, f"corved calendar {area} ".encode() + user_id.bytes + salt.bytes)


def invitation_token(secret_key: str, salt: UUID) -> UUID:
    """The same of an invitation's link."""
    return _token(secret_key, b"corved invitation " + salt.bytes)


def _token(secret_key: str, what: bytes) -> UUID:
    return UUID(bytes=hmac.new(secret_key.encode(), what, hashlib.sha256).digest()[:16])
