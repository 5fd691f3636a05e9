"""Passwords: the same text is the same password, however its letters are composed."""

import pytest

from corved.values.passwords import _hasher, hash_password, is_right, refuse_unfit

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


@pytest.mark.parametrize(
    "password", ["1q2w3e4r5t", "Basketball", "PASSWORD12", "aaaaaaaaaaaa", "1212121212", "abababababab"]
)
def test_the_commonest_and_the_emptiest_are_refused(password):
    assert "Many people use this password" in refuse_unfit(password)


@pytest.mark.parametrize(
    "password",
    [
        "CorvEd2026!!",
        "corved-corved",
        "nadiakhan1990",
        "Nadia.Khan.99",
        "khan-nadia-1",
        "nkhan-123456",
        "academy-khan1",
    ],
)
def test_what_is_made_of_names_and_addresses_is_refused(password):
    about = ("Nadia Khan", "nkhan@example.org", "Bulbul Academy")
    assert "a name or address" in refuse_unfit(password, about)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "khan likes mango trees", "فاطمہ کے تین آم ہیں", "corved-demo-2026"]
)
def test_words_of_ones_own_are_taken(password):
    assert refuse_unfit(password, ("Nadia Khan", "nkhan@example.org", "Bulbul Academy")) == ""
