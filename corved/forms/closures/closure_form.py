"""The form of days without sessions: a closure of the academy, or a tutor's leave."""

from __future__ import annotations

from datetime import timedelta

from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.validators import UUID, DataRequired, Length, Optional, ValidationError

from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.forms.form import Form
from corved.values.single_line import one_line

LONGEST = timedelta(days=92)


class ClosureForm(Form):
    """The form that adds a closure or a leave.

    tutor: '' for the whole academy, else the id of the tutor on leave. Both days are included. whose: for each choice
    of `tutor` its name and the zone in which the days are counted. asked: the tutor's request that this answers.
    """

    whose: dict[str, tuple[str, str]]

    name = StringField(
        "Name",
        [DataRequired("Enter a name, like Eid ul-Fitr."), Length(max=100, message="At most 100 characters.")],
        [one_line],
    )
    tutor = SelectField("Who is away?", validate_choice=False)
    first_day = DateField("From", [DataRequired("Enter the first day.")])
    last_day = DateField("To (optional)", [Optional()])
    asked = HiddenField(validators=[Optional(), UUID("Open this page again from Today.")])

    def validate_first_day(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("Enter a year from 2000 to 2100.")

    def validate_last_day(self, field: DateField) -> None:
        self.validate_first_day(field)
        first = self.first_day.data
        if field.data is not None and first is not None and not self.first_day.errors:
            if field.data < first:
                raise ValidationError("The last day is before the first.")
            if field.data - first > LONGEST:
                raise ValidationError("A closure lasts at most three months.")

    def problems(self) -> tuple[str, ...]:
        """Return the errors of the fields, without showing them at the fields."""
        self.validate()
        found = tuple(str(each) for errors in self.errors.values() for each in errors)
        for field in self:
            field.errors = ()
        return found
