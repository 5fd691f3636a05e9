"""Hashes passwords with argon2id, with OWASP's second recommended setting (19 MiB, 2 passes, 1 lane)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH, MOST_LENGTH = 10, 200
FEWEST_DIFFERENT = 4  # characters
FEWEST_OTHER_LETTERS = 4  # besides names and addresses
SHORTEST_WORD = 3  # of a name, that is looked for
NO_LETTER = re.compile(r"[\W\d_]+")

_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_nobody: list[str] = []


def hash_password(password: str) -> str:
    return _hasher.hash(_in_nfc(password))


def refuse_unfit(password: str, about: Iterable[str | None] = ()) -> str:
    """Return why a text cannot be a password, in a sentence; '' for one that can.

    about: the person's name and addresses, which others know: a password made of them is none.
    """
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        return f"A password has at least {LEAST_LENGTH} and at most {MOST_LENGTH} characters."
    plain = _in_nfc(password).casefold()
    if plain in _common() or len(set(plain)) < FEWEST_DIFFERENT:
        return "Many people use this password, so it is easy to guess. Choose another one, like three or four words."
    rest = NO_LETTER.sub("", plain)
    for word in sorted(_words(about), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < FEWEST_OTHER_LETTERS and any(each in plain for each in _words(about)):
        return "This contains a name or address that others know. Choose another one, like three or four words."
    return ""


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


def _words(about: Iterable[str | None]) -> set[str]:
    """Return the words of names and addresses, and ours, that a password is not to be made of."""
    found = {"corved"}
    for text in about:
        found |= {
            word for word in NO_LETTER.split((text or "").partition("@")[0].casefold()) if len(word) >= SHORTEST_WORD
        }
    return found


@cache
def _common() -> frozenset[str]:
    """Return the commonest passwords that are long enough, from Django's list of those that leaked."""
    return frozenset(files("corved.values").joinpath("common_passwords.txt").read_text("utf-8").split("\n"))


def _in_nfc(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _verifies(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
