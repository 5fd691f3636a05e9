"""The secret in a calendar's address: made of SECRET_KEY and a salt. It is kept nowhere, and can be shown again."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID


def calendar_token(secret_key: str, *, user_id: UUID, area: str, salt: UUID) -> UUID:
    """128 bits that nobody guesses without the key."""
    what = f"corved calendar {area} ".encode() + user_id.bytes + salt.bytes
    return UUID(bytes=hmac.new(secret_key.encode(), what, hashlib.sha256).digest()[:16])
