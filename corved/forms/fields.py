"""Fields that several forms have: a zone, a phone number, a new password."""

from __future__ import annotations

from wtforms import Field, Form, PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from corved.forms.checks import is_a_zone
from corved.scheduling.zones import named
from corved.values.passwords import LEAST_LENGTH, MOST_LENGTH, refuse_unfit
from corved.values.phone_numbers import e164
from corved.values.single_line import one_line

NUMBER_WORDS = "Write it like 0300 1234567, or with its country like +44 7700 900123."


def name_field(label: str) -> StringField:
    return StringField(
        label,
        [DataRequired("Write a name."), Length(max=100, message="A name has at most 100 characters.")],
        [one_line],
    )


def email_field() -> StringField:
    return StringField(
        "E-mail", [DataRequired("Write an e-mail address."), Length(max=254, message="That is too long.")], [one_line]
    )


def zone_field() -> StringField:
    return StringField("Time zone", [DataRequired("Choose a time zone."), is_a_zone], [one_line, named])


def phone_field(label: str = "WhatsApp number", *, required: bool = False) -> StringField:
    """Return the field of a phone number.

    Read it with `number`, which gives E.164; 03xx… is Pakistan.
    """
    wanted = [DataRequired("Write the WhatsApp number.")] if required else []
    return StringField(label, [*wanted, _is_a_number], [one_line])


def number(field: Field) -> str | None:
    return e164(field.data) if field.data else None


def new_password_field(label: str = "Password") -> PasswordField:
    return PasswordField(label, [DataRequired("Choose a password."), _is_fit])


def _is_a_number(_form: Form, field: Field) -> None:
    if field.data and e164(field.data) is None:
        raise ValidationError(f"“{field.data}” cannot be read as one phone number. {NUMBER_WORDS}")


def _is_fit(_form: Form, field: Field) -> None:
    if unfit := refuse_unfit(field.data or ""):
        raise ValidationError(unfit)


PASSWORD_HINT = f"{LEAST_LENGTH} to {MOST_LENGTH} characters. Three or four words are easy to keep in mind."
