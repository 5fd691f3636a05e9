"""The form that gives a match another tutor from a day on."""

from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import DataRequired, ValidationError

from corved.forms.matches.meet_link_form import MeetLinkForm
from corved.forms.timetable.pattern_form import FIRST_YEAR, LAST_YEAR


class ReassignmentForm(MeetLinkForm):
    """The form of a change of tutor.

    seen: the id of the tutor that the page showed.
    """

    tutor = SelectField("New tutor", [DataRequired("Choose the new tutor.")], validate_choice=False)
    since = DateField("First day with the new tutor", [DataRequired("Enter the first day with the new tutor.")])
    seen = HiddenField()

    def validate_since(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("Enter a year from 2000 to 2100.")
