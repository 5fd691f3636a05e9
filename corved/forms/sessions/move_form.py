"""The form of a session's new time."""

from __future__ import annotations

from datetime import datetime

from wtforms import DateField, HiddenField, SelectField, StringField, TimeField
from wtforms.validators import DataRequired, Length, ValidationError

from corved.forms.checks import FIRST_YEAR, LAST_YEAR, is_a_zone, is_an_agreed_zone
from corved.forms.form import Form
from corved.values.single_line import one_line


class MoveForm(Form):
    """The form that moves a session.

    date and time: of a wall clock in `timezone`, which is the admin's, the student's or the tutor's.
    """

    date = DateField("New day", [DataRequired("Enter the new day.")])
    time = TimeField("Starts at", [DataRequired("Enter the new time, like 19:00.")])
    timezone = SelectField("Time zone", validate_choice=False)
    reason = StringField("Reason", [Length(max=500, message="A reason has at most 500 characters.")], [one_line])
    seen = HiddenField()

    def validate_date(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("Enter a year from 2000 to 2100.")

    def validate_timezone(self, field: SelectField) -> None:
        """Accept the zones of the people, even one kept from before a fixed offset was refused."""
        (is_a_zone if field.data in (field.choices or ()) else is_an_agreed_zone)(self, field)

    def local_start(self) -> datetime:
        """Return the wall clock, naive, to the minute."""
        assert self.date.data is not None
        assert self.time.data is not None
        return datetime.combine(self.date.data, self.time.data.replace(second=0, microsecond=0))
