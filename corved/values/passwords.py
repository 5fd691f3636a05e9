"""Hashes passwords with argon2id, with OWASP's second recommended setting (19 MiB, 2 passes, 1 lane)."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH, MOST_LENGTH = 10, 200

_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_nobody: list[str] = []


def hash_password(password: str) -> str:
    return _hasher.hash(_in_nfc(password))


def refuse_unfit(password: str) -> str:
    """Return why a text cannot be a password, in a sentence; '' for one that can."""
    if LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        return ""
    return f"A password has at least {LEAST_LENGTH} and at most {MOST_LENGTH} characters."


def is_right(password: str, hashed: str | None) -> bool:
    """Say whether the password fits, whichever way the keyboard composes its letters.

    An unknown account (None) takes the same time as a known one.
    """
    if hashed is None:
        if not _nobody:
            _nobody.append(hash_password("nobody's password"))
        hashed, password = _nobody[0], password + "\0"
    as_typed_before = [password] if _in_nfc(password) != password else []  # hashes from before keep their text
    return any(_verifies(hashed, each) for each in (_in_nfc(password), *as_typed_before))


def _in_nfc(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _verifies(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
