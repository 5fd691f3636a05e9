"""Checks of one field that several forms share."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import Field, Form
from wtforms.validators import ValidationError

from corved import clock
from corved.scheduling.local_time import local_date
from corved.scheduling.zones import UnknownZone, agreed_zone, zone

FIRST_YEAR, LAST_YEAR = 2000, 2100  # of days that people enter
EARLIEST_ZONE = "Pacific/Kiritimati"  # where days begin first


def is_a_zone(_form: Form, field: Field) -> None:
    """Raise ValidationError for a value that is not the name of an IANA time zone."""
    _refuse_unknown(zone, field)


def is_an_agreed_zone(_form: Form, field: Field) -> None:
    """Raise ValidationError for a zone that people may not choose: an unknown one, or one like EST."""
    _refuse_unknown(agreed_zone, field)


def is_not_to_come(_form: Form, field: Field) -> None:
    """Raise ValidationError for a day that has begun nowhere on earth yet."""
    if field.data is not None and field.data > local_date(clock.now(), EARLIEST_ZONE):
        raise ValidationError("This day is in the future. Enter today or an earlier day.")


def _refuse_unknown(reader: Callable[[str], object], field: Field) -> None:
    try:
        reader(field.data or "")
    except UnknownZone as error:
        raise ValidationError(str(error)) from error


def plain_lines(text: str | None) -> str:
    """Return text of several lines with one character per line break, as people count it. Browsers send two."""
    return (text or "").replace("\r\n", "\n").strip()


def is_a_known_year(_form: Form, field: Field) -> None:
    """Refuse a day so far away that it is a slip of the pen."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(f"Enter a year from {FIRST_YEAR} to {LAST_YEAR}.")
