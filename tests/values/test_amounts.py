"""Amounts: read with certainty or refused."""

import pytest

from corved.values.amounts import rupees


@pytest.mark.parametrize(
    ("typed", "amount"),
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
def test_an_amount_is_read_as_people_write_it(typed, amount):
    assert rupees(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        *("", "free", "-1", "+5", "24k", "2.4E+04", "24000.5", "24.000"),
        *("24000,00", "34,5", "24,00", "1,0000", "24,000,00", "1,23,4567"),
        *(",500", "$24", "24000 USD", "24,000 / 2", "12 34", "24000 24000"),
    ],
)
def test_what_is_not_certain_is_refused(typed):
    assert rupees(typed) is None
