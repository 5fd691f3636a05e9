"""The form that records a refund."""

from __future__ import annotations

from wtforms import DateField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from corved.forms.checks import is_not_to_come
from corved.forms.fields import AmountField
from corved.forms.reason_form import ReasonForm
from corved.models.tuition import END, KEEP, REMOVE

CHOICES = {
    KEEP: "Keep the upcoming sessions",
    REMOVE: "Delete this month's upcoming sessions",
    END: "End the course and delete all upcoming sessions",
}


class RefundForm(ReasonForm):
    """The form that records a refund.

    seen: what could be refunded, and how many sessions each choice removes, like "24000-6-8".
    """

    amount = AmountField("Amount ({currency})", 1, [InputRequired("Enter the amount.")])
    refunded_on = DateField("Refunded on", [DataRequired("Enter the day it was refunded."), is_not_to_come])
    then = RadioField("Upcoming sessions", choices=[SelectChoice(*each) for each in CHOICES.items()], default=KEEP)
