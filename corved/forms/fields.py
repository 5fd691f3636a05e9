"""Fields that several forms have: a zone, a phone number, a Meet link, an amount, a new password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import Field, Form, IntegerField, PasswordField, StringField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from corved.forms.checks import is_an_agreed_zone
from corved.scheduling.zones import named
from corved.values.meet_links import meet_link
from corved.values.money import example_of, money, most, read_amount, typed
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


class AmountField(IntegerField):
    """A field of an amount in the currency that the form's `meta` says, as people write it.

    Its data is in the minor unit, None while nothing is written. least: 0 or 1 of it.
    """

    widget = TextInput()  # a number input takes no commas

    def __init__(self, label: str, least: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.least = least
        self.currency = self.meta.currency
        self.label.text = label.format(currency=self.currency)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return typed(self.data, self.currency) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        written = one_line(valuelist[0]) if valuelist else ""
        self.data = read_amount(written, self.currency)
        if written and self.data is None:
            raise ValueError(
                f"“{written}” is not an amount in {self.currency}. Enter it like {example_of(self.currency)}."
            )

    def pre_validate(self, _form: BaseForm) -> None:
        if self.data is not None and not self.least <= self.data <= most(self.currency):
            limits = money(self.least, self.currency), money(most(self.currency), self.currency)
            raise ValidationError(f"Enter an amount from {limits[0]} to {limits[1]}.")


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
