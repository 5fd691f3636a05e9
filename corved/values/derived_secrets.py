"""Derives secrets from SECRET_KEY. They are stored nowhere, and every process of an installation gets the same."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

SETUP_LETTERS = 12


def calendar_token(secret_key: str, *, user_id: UUID, area: str, salt: UUID) -> UUID:
    """Return the token in the address of a calendar feed: 128 bits that nobody guesses without the key."""
    return UUID(bytes=_derived(secret_key, f"corved calendar {area} ".encode() + user_id.bytes + salt.bytes)[:16])


def invitation_token(secret_key: str, salt: UUID) -> UUID:
    """Return the token in the link of an invitation."""
    return UUID(bytes=_derived(secret_key, b"corved invitation " + salt.bytes)[:16])


def second_step_secret(secret_key: str, *, user_id: UUID, salt: UUID) -> str:
    """Return the secret that an app on the person's phone has, in base32: 160 bits."""
    purpose = b"corved second step " + user_id.bytes + salt.bytes
    return base64.b32encode(_derived(secret_key, purpose)[:20]).decode()


def recovery_codes(secret_key: str, *, user_id: UUID, salt: UUID) -> list[str]:
    """Return the codes that sign in without the phone, each once, such as `ABCDE-FGHJK`: ten of 50 bits."""
    purpose = b"corved recovery " + user_id.bytes + salt.bytes
    codes = [base64.b32encode(_derived(secret_key, purpose + bytes([number])))[:10].decode() for number in range(10)]
    return [f"{each[:5]}-{each[5:]}" for each in codes]


def web_password(secret_key: str) -> str:
    """Return the password with which the web app signs in to the database, unless DATABASE_WEB_URL has one."""
    return _derived(secret_key, b"corved_web").hex()


def operator_key(secret_key: str) -> bytes:
    """Return the key with which commands and background tasks prove to the database that they are the operator's."""
    return _derived(secret_key, b"corved operator")


def setup_code(secret_key: str) -> str:
    """Return the code that proves who started the server, such as `ABCD-EFGH-JKLM`."""
    letters = base64.b32encode(_derived(secret_key, b"corved set up")).decode()[:SETUP_LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, SETUP_LETTERS, 4))


def is_setup_code(typed: str, secret_key: str) -> bool:
    """Compare a typed code: small letters, spaces and missing dashes do not matter."""
    plain = "".join(each for each in typed.upper() if each.isalnum())
    return hmac.compare_digest(plain.encode(), setup_code(secret_key).replace("-", "").encode())


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return hmac.new(secret_key.encode(), purpose, hashlib.sha256).digest()
