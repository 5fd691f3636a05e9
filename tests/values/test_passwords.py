"""Passwords: the same text is the same password, however its letters are composed."""

import pytest

from corved.values.passwords import _hasher, hash_password, is_right

COMPOSED, DECOMPOSED = "caf\u00e9 near the sea", "cafe\u0301 near the sea"


@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
def test_a_password_fits_from_every_keyboard(chosen, typed):
    hashed = hash_password(chosen)
    assert is_right(typed, hashed)
    assert not is_right(typed.replace("sea", "see"), hashed)


def test_one_that_was_hashed_as_it_was_typed_still_fits():
    assert is_right(DECOMPOSED, _hasher.hash(DECOMPOSED))


def test_nobody_has_no_password():
    assert not is_right(DECOMPOSED, None)
    assert not is_right("", None)
