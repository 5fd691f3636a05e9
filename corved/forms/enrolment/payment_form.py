"""The form that records a payment, or a rejected one."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from corved.forms.checks import FIRST_YEAR, LAST_YEAR, is_not_to_come
from corved.forms.fields import AmountField
from corved.forms.form import Form
from corved.values.single_line import one_line

OUTCOMES = {"paid": "Paid", "rejected": "Rejected (the money did not arrive)"}


class PaymentForm(Form):
    """The form that records a payment.

    is_another: it is asked for where the payment looks like one that is recorded already.
    """

    amount = AmountField("Amount ({currency})", 1, [InputRequired("Enter the amount.")])
    paid_on = DateField("Paid on", [DataRequired("Enter the day it was paid."), is_not_to_come])
    way = SelectField("How", choices=[], default="")
    bank_reference = StringField(
        "Reference (optional)", [Length(max=100, message="A reference has at most 100 characters.")], [one_line]
    )

    note = StringField("Note (optional)", [Length(max=500, message="A note has at most 500 characters.")], [one_line])
    is_another = BooleanField("Record it anyway")
    status = SelectField("Payment status", choices=[SelectChoice(*each) for each in OUTCOMES.items()], default="paid")

    def offer(self, ways: Sequence[str]) -> None:
        """Let the form offer these ways to pay."""
        self.way.choices = [SelectChoice("", "Another way"), *(SelectChoice(way, way) for way in ways)]

    def validate_paid_on(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("Enter a year from 2000 to 2100.")
