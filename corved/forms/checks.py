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


def one_line(text: str | None) -> str:
    """A filter: no surrounding space, no NUL (which PostgreSQL refuses)."""
    return (text or "").replace("\0", "").strip()
