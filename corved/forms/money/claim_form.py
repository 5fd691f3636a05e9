"""The form with which a family says that it has paid."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from corved.forms.form import Form
from corved.values.single_line import one_line


class ClaimForm(Form):
    """paid_on: a local date of the family. way: a name of a way to pay, '' for another one."""

    way = SelectField("How did you pay?", choices=[], default="")
    paid_on = DateField("When?", [DataRequired("Enter the day on which you paid.")])
    reference = StringField(
        "Reference (optional)", [Length(max=100, message="A reference has at most 100 characters.")], [one_line]
    )

    def offer(self, ways: Sequence[str]) -> None:
        """Let the form offer these ways to pay."""
        self.way.choices = [*(SelectChoice(way, way) for way in ways), SelectChoice("", "Another way")]
