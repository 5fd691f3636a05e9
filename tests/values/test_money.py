"""Amounts of money: read with certainty or refused, and written as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corved.values.money import CURRENCIES, money, most, read_amount, typed


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("24000", 24000),
        ("24,000", 24000),
        ("1,00,000", 100000),
        ("12,34,567", 1234567),
        ("1,234,567", 1234567),
        ("24 000", 24000),
        ("24\xa0000", 24000),
        ("Rs 24,000", 24000),
        ("Rs.24,000", 24000),
        ("PKR 24000", 24000),
        ("24000 PKR", 24000),
        ("24,000/-", 24000),
        ("24,000.00", 24000),
        ("24000.0", 24000),
        ("۲۴۰۰۰", 24000),
        (" 0 ", 0),
    ],
)
def test_rupees_are_read_as_people_write_them(text, amount):
    assert read_amount(text, "PKR") == amount


@pytest.mark.parametrize(
    "text",
    [
        *("", "free", "-1", "+5", "24k", "2.4E+04", "24000.5", "24.000"),
        *("24000,00", "34,5", "24,00", "1,0000", "24,000,00", "1,23,4567"),
        *(",500", "$24", "24000 USD", "24,000 / 2", "12 34", "24000 24000", "£120", "Rs"),
    ],
)
def test_what_is_not_certain_is_refused(text):
    assert read_amount(text, "PKR") is None


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("120", "GBP", 12000),
        ("£120.50", "GBP", 12050),
        ("1,200.05 gbp", "GBP", 120005),
        ("120.5", "GBP", None),
        ("120.500", "GBP", None),
        ("120,50", "GBP", None),
        ("Rs 120", "GBP", None),
        ("$150", "USD", 15000),
        ("C$150", "CAD", 15000),
        ("€150", "USD", None),
        ("24.500", "KWD", 24500),
        ("24", "KWD", 24000),
    ],
)
def test_other_currencies_have_their_own_marks_and_minor_units(text, currency, amount):
    assert read_amount(text, currency) == amount


@given(st.sampled_from(sorted(CURRENCIES)), st.data())
def test_what_is_written_is_read_again(currency, data):
    amount = data.draw(st.integers(0, most(currency)))
    assert read_amount(typed(amount, currency), currency) == amount
    assert read_amount(money(amount, currency), currency) == amount


def test_amounts_are_shown_with_their_currency():
    shown = [money(24000, "PKR"), money(12000, "GBP"), money(12050, "GBP"), money(-15000, "USD"), money(500, "KWD")]
    assert shown == ["24,000 PKR", "£120", "£120.50", "−150 USD", "0.500 KWD"]


def test_the_highest_amount_fits_where_it_is_kept():
    assert all(most(currency) < 2**31 for currency in CURRENCIES)
