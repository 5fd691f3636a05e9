"""Passwords: argon2id with OWASP's second recommended setting (19 MiB, 2 passes, 1 lane)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH, MOST_LENGTH = 10, 200

_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_nobody: list[str] = []


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_right(password: str, hashed: str | None) -> bool:
    """Whether the password fits; an unknown account (None) takes the same time as a known one."""
    if hashed is None:
        if not _nobody:
            _nobody.append(hash_password("nobody's password"))
        hashed, password = _nobody[0], password + "\0"
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
