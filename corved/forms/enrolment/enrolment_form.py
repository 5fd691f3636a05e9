"""The form that enrols a learner, for what was agreed on WhatsApp already."""

from __future__ import annotations

from uuid import UUID

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from corved.forms.checks import is_not_to_come, plain_lines
from corved.forms.fields import RupeesField, meet_link_field, rupees_field
from corved.forms.form import Form
from corved.forms.timetable.pattern_form import FIRST_YEAR, LAST_YEAR
from corved.models.people import LEVELS
from corved.models.tuition import TIERS
from corved.scheduling.windows import WindowKind
from corved.values.single_line import one_line


class PackageForm(Form):
    """The form that sells a month of sessions.

    first: a local date. price_pkr: empty for the price list's. held_before: of its sessions, how many were held before
    CorvEd; empty for none.
    """

    tier = SelectField("Sessions a month", choices=[SelectChoice(str(tier), f"{tier} sessions") for tier in TIERS])
    first = DateField("First day", [DataRequired("Enter the first day.")])
    kind = SelectField("For", choices=[SelectChoice(str(kind), kind.words) for kind in WindowKind])
    price_pkr = rupees_field("Price, PKR", 0, [Optional()])
    held_before = IntegerField("Sessions held already", [Optional()], widget=TextInput())

    def validate_first(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("That year is not one a session can be in.")

    def validate_held_before(self, field: IntegerField) -> None:
        if self.tier.data not in map(str, TIERS):
            return
        most = int(self.tier.data) - 1
        if field.data is not None and not 0 <= field.data <= most:
            raise ValidationError(f"Enter a number from 0 to {most}.")


class RequestForm(Form):
    """The form that corrects what a request asks for."""

    level = SelectField("Level", choices=[SelectChoice(*each) for each in LEVELS.items()])
    board = StringField("Board", [Length(max=100, message="At most 100 characters.")], [one_line])
    goals = TextAreaField("Goals", [Length(max=1000, message="At most 1,000 characters.")], [plain_lines])


class EnrolmentForm(PackageForm, RequestForm):
    """The main form of the enrolment page.

    amount: empty while it is not paid. tutor: empty while nobody is found.
    """

    learner = SelectField("Learner", [DataRequired("Choose the learner.")])
    subject = SelectField("Subject", [DataRequired("Choose the subject.")])
    preferred_start = DateField("Preferred start", [Optional()])
    amount = rupees_field("Paid, PKR", 1, [Optional()])
    paid_on = DateField("Paid on", [Optional(), is_not_to_come])
    reference = StringField("Bank reference", [Length(max=100, message="At most 100 characters.")], [one_line])
    note = StringField("Note on the payment", [Length(max=500, message="At most 500 characters.")], [one_line])
    tutor = SelectField("Tutor")
    meet_link = meet_link_field()

    validate_paid_on = validate_preferred_start = PackageForm.validate_first

    def validate_amount(self, field: RupeesField) -> None:
        if field.data and not self.paid_on.data:
            raise ValidationError("Enter the day it was paid, too.")

    def validate_meet_link(self, field: StringField) -> None:
        if field.data and not self.tutor.data:
            raise ValidationError("A Meet link belongs to a match: choose the tutor, too.")

    @property
    def tutor_id(self) -> UUID | None:
        return UUID(self.tutor.data) if self.tutor.data else None
