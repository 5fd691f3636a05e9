"""Checks of one field that several forms share."""

from __future__ import annotations

from wtforms import Field, Form
from wtforms.validators import ValidationError

from corved.scheduling.zones import UnknownZone, zone


def is_a_zone(_form: Form, field: Field) -> None:
    """Raise ValidationError for a value that is not the name of an IANA time zone."""
    try:
        zone(field.data or "")
    except UnknownZone as error:
        raise ValidationError(str(error)) from error


def plain_lines(text: str | None) -> str:
    """Return text of several lines with one character per line break, as people count it. Browsers send two."""
    return (text or "").replace("\r\n", "\n").strip()
