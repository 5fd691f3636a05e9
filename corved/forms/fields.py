"""Fields that several forms have: a zone, a phone number, a Meet link, an amount, a new password."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wtforms import Field, Form, IntegerField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from corved.forms.checks import is_an_agreed_zone
from corved.scheduling.zones import named
from corved.values.amounts import MOST_PKR, rupees
from corved.values.meet_links import meet_link
from corved.values.names import clean_name, refuse_unfit_name
from corved.values.passwords import LEAST_LENGTH, MOST_LENGTH, refuse_unfit
from corved.values.phone_numbers import e164
from corved.values.single_line import one_line

Check = Callable[[Form, Field], None]
NUMBER_WORDS = "Enter it like 0300 1234567. Outside Pakistan, start with the country code, like +44 7700 900123."
MEET_LINK_WORDS = "A Meet link looks like https://meet.google.com/abc-defg-hij."


def name_field(label: str) -> StringField:
    return StringField(label, [DataRequired("Enter a name."), is_a_name], [clean_name])


def email_field(*, required: bool = True, checks: Sequence[Check] = ()) -> StringField:
    needed = DataRequired("Enter an e-mail address.") if required else Optional()
    return StringField("E-mail", [*checks, needed, Length(max=254, message="That is too long.")], [one_line])


def zone_field(label: str = "Time zone") -> StringField:
    return StringField(label, [DataRequired("Choose a time zone."), is_an_agreed_zone], [one_line, named])


def phone_field(label: str = "WhatsApp number", *, required: bool = False, checks: Sequence[Check] = ()) -> StringField:
    """Return the field of a phone number.

    Read it with `number`, which gives E.164; 03xx… is Pakistan.
    """
    wanted = [DataRequired("Enter the WhatsApp number.")] if required else []
    return StringField(label, [*checks, *wanted, _is_a_number], [one_line])


def number(field: Field) -> str | None:
    return e164(field.data) if field.data else None


def meet_link_field() -> StringField:
    """Return the field of a Meet link, as people copy it; empty for none."""
    return StringField("Meet link", [_is_a_meet_link], [one_line, lambda typed: meet_link(typed) or typed])


def rupees_field(label: str, least: int, checks: Sequence[Check] = ()) -> RupeesField:
    """Return the field of an amount in whole rupees. Its data is None while nothing is written."""
    words = f"Enter an amount from {least:,} to {MOST_PKR:,} rupees."
    return RupeesField(label, [*checks, NumberRange(least, MOST_PKR, words)])


class RupeesField(IntegerField):
    """A field of whole rupees, written like 24000, 24,000, 1,00,000 or Rs 24,000."""

    widget = TextInput()  # a number input takes no commas

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = one_line(valuelist[0]) if valuelist else ""
        self.data = rupees(typed)
        if typed and self.data is None:
            raise ValueError(f"“{typed}” is not an amount in whole rupees. Enter it like 24000.")


def new_password_field(label: str = "Password") -> PasswordField:
    return PasswordField(label, [DataRequired("Choose a password."), _is_fit])


def is_a_name(_form: Form, field: Field) -> None:
    if unfit := refuse_unfit_name(field.data or ""):
        raise ValidationError(unfit)


def _is_a_number(_form: Form, field: Field) -> None:
    if field.data and e164(field.data) is None:
        raise ValidationError(f"“{field.data}” cannot be read as one phone number. {NUMBER_WORDS}")


def _is_a_meet_link(_form: Form, field: Field) -> None:
    if field.data and meet_link(field.data) is None:
        raise ValidationError(f"“{field.data}” is not a Meet link. {MEET_LINK_WORDS}")


def _is_fit(_form: Form, field: Field) -> None:
    if unfit := refuse_unfit(field.data or ""):
        raise ValidationError(unfit)


PASSWORD_HINT = f"{LEAST_LENGTH} to {MOST_LENGTH} characters. Three or four words are easy to remember."
