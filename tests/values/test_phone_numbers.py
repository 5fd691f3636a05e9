"""Phone numbers: read with certainty or refused, and shown with their country."""

import pytest

from corved.values.phone_numbers import e164, international, zone_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0300 1234567", "+923001234567"),
        ("0300-1234567", "+923001234567"),
        ("(0300) 123.4567", "+923001234567"),
        ("0300\xa01234567", "+923001234567"),
        ("۰۳۰۰۱۲۳۴۵۶۷", "+923001234567"),
        ("3001234567", "+923001234567"),  # a spreadsheet dropped the zero
        ("923001234567", "+923001234567"),
        ("0092 300 1234567", "+923001234567"),
        ("+92 (0)300 1234567", "+923001234567"),
        ("021 34567890", "+922134567890"),
        ("tel:+923001234567", "+923001234567"),
        ("447700900123", "+447700900123"),
        ("971501234567", "+971501234567"),
        ("14155552671", "+14155552671"),
        ("https://wa.me/447700900123", "+447700900123"),
        ("wa.me/923001234567", "+923001234567"),
        ("WA.me/+971501234567", "+971501234567"),
        ("0044 7700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, kept):
    assert e164(typed) == kept
    assert e164(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", "+", "12", "115", "phone"),
        "07700 900123",  # British or Pakistani?
        "97412345678",
        "2025550123",
        "0501234567",
        "9876543210",
        "4.47701E+11",
        *("0300 1234567 / 0321 7654321", "+49 151 23456789/30", "+49 30 1234567 / 89"),
        "0300 1234567, 0321 7654321",
        "0300 1234567 ext. 5",
        "ask 0300 1234567",
        "0300 123456",
        "+92 300 123456",
        "+92 301",
        "https://wa.me/03001234567",
        "https://wa.me.example.org/923001234567",
        "44+7700900123",
    ],
)
def test_what_is_not_certain_is_refused(typed):
    assert e164(typed) is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+923001234567", "+92 300 1234567, Pakistan"),
        ("+447700900123", "+44 7700 900123, United Kingdom"),
        ("+14165550123", "+1 416-555-0123, Canada"),
        ("+12025550123", "+1 202-555-0123, United States"),
        ("+971501234567", "+971 50 123 4567, United Arab Emirates"),
        ("+80012345678", "+800 1234 5678"),
    ],
)
def test_it_is_shown_in_international_form_with_its_country(number, shown):
    assert international(number) == shown


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+447700900123", "Europe/London"),
        ("+923001234567", "Asia/Karachi"),
        ("+919812345678", "Asia/Kolkata"),
        ("+971501234567", "Asia/Dubai"),
        ("+12125550123", "America/New_York"),
        ("+61412345678", None),  # a country of several zones, and a number that text is empty of them
        ("+18005550123", None),
    ],
)
def test_the_zone_of_a_number_is_that_of_its_country_or_area_where_there_is_one(number, zone):
    assert zone_of(number) == zone
