"""What several forms check of one field."""

from __future__ import annotations

from wtforms import Field, Form
from wtforms.validators import ValidationError

from corved.scheduling.zones import UnknownZone, zone


def is_a_zone(_form: Form, field: Field) -> None:
    """The name of an IANA time zone."""
    try:
        zone(field.data or "")
    except UnknownZone as error:
        raise ValidationError(str(error)) from error


def plain_lines(text: str | None) -> str:
    """Text of several lines with one character a line break, as people count it (browsers send two)."""
    return (text or "").replace("\r\n", "\n").strip()
