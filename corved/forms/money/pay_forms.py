"""The forms of a tutor's pay: a rate, an adjustment, and that it was paid."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from corved.forms.checks import is_a_known_year, is_not_to_come
from corved.forms.form import Form
from corved.values.money import example_of, most, read_amount
from corved.values.pay import KINDS, SHARE
from corved.values.single_line import one_line


class RateForm(Form):
    """The form of a rate. amount: read it with `value`; percent where kind is a share. course: '' for all courses."""

    kind = SelectField("For", choices=[SelectChoice(key, words) for key, words in KINDS.items()])
    amount = StringField("Amount, or percent of the price", [InputRequired("Enter the amount.")], [one_line])
    currency = SelectField("Currency", choices=[])
    course = SelectField("Course", choices=[], default="")
    since = DateField("From", [DataRequired("Enter the first day."), is_a_known_year])

    def offer(self, currencies: Sequence[str], courses: Sequence[tuple[str, str]]) -> None:
        """Let the form offer these currencies, and these courses with their ids."""
        self.currency.choices = [SelectChoice(code, code) for code in currencies]
        self.course.choices = [SelectChoice("", "All courses"), *(SelectChoice(*each) for each in courses)]

    def value(self) -> int | None:
        """Return the amount in the minor unit, or percent; None with an error at the field where it cannot be read."""
        typed = self.amount.data or ""
        if self.kind.data == SHARE:
            percent = typed.removesuffix("%").strip()
            if percent.isascii() and percent.isdecimal() and 1 <= int(percent[:4]) <= 100:
                return int(percent)
            self.amount.errors = [f"“{typed}” is not a percentage. Enter it like 40."]
            return None
        return amount_of(self.amount, self.currency.data)


class AdjustmentForm(Form):
    """The form of an adjustment. amount: read it with `value`, below 0 with a minus."""

    amount = StringField("Amount", [InputRequired("Enter the amount.")], [one_line])
    currency = SelectField("Currency", choices=[])
    reason = StringField(
        "Reason",
        [DataRequired("Enter the reason. The tutor reads it."), Length(max=200, message="At most 200 characters.")],
        [one_line],
    )

    def offer(self, currencies: Sequence[str]) -> None:
        """Let the form offer these currencies."""
        self.currency.choices = [SelectChoice(code, code) for code in currencies]

    def value(self) -> int | None:
        """Return the amount in the minor unit; None with an error at the field where it cannot be read."""
        typed = self.amount.data or ""
        minus = typed.startswith(("-", "−"))
        amount = amount_of(self.amount, self.currency.data, typed[1:].strip() if minus else typed)
        return -amount if amount is not None and minus else amount


class PaidForm(Form):
    """The form that records that a tutor was paid."""

    paid_on = DateField("Paid on", [DataRequired("Enter the day it was paid."), is_not_to_come, is_a_known_year])
    way = StringField("How (optional)", [Length(max=60, message="At most 60 characters.")], [one_line])
    reference = StringField("Reference (optional)", [Length(max=100, message="At most 100 characters.")], [one_line])


def amount_of(field: StringField, currency: str, typed: str | None = None) -> int | None:
    """Return an amount above 0 in the minor unit; None with an error at the field where it cannot be read."""
    text = field.data if typed is None else typed
    amount = read_amount(text or "", currency)
    if amount is None or not 0 < amount <= most(currency):
        shown = (field.data or "")[:60]
        field.errors = [f"“{shown}” is not an amount in {currency}. Enter it like {example_of(currency)}."]
        return None
    return amount
