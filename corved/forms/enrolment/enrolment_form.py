"""The form that enrols a learner, for what was agreed on WhatsApp already."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import TextInput

from corved.forms.checks import FIRST_YEAR, LAST_YEAR, is_an_agreed_zone, is_not_to_come, plain_lines
from corved.forms.fields import AmountField, email_field, is_a_name, meet_link_field, number, phone_field
from corved.forms.form import CHOOSE, Form
from corved.problems import Problem
from corved.scheduling.windows import WindowKind
from corved.scheduling.zones import named
from corved.values.names import clean_name
from corved.values.phone_numbers import zone_of
from corved.values.plurals import counted
from corved.values.sign_in_addresses import email_or_number
from corved.values.single_line import one_line


class PackageForm(Form):
    """The form that sells a month of sessions.

    first: a local date. price: empty for the last month's or the price list's, another one needs a reason. held_before:
    of its sessions, how many were held before CorvEd; empty for none.
    """

    tier = SelectField("Sessions a month", choices=[])
    first = DateField("First day", [DataRequired("Enter the first day.")])
    kind = SelectField("Length of the month", choices=[SelectChoice(str(kind), kind.words) for kind in WindowKind])
    price = AmountField("Price ({currency}, optional)", 0, [Optional()])
    price_reason = StringField(
        "Reason for another price (optional)",
        [Length(max=200, message="A reason has at most 200 characters.")],
        [one_line],
    )
    held_before = IntegerField("Sessions done before CorvEd (optional)", [Optional()], widget=TextInput())

    def offer(self, sizes: Sequence[int]) -> None:
        """Let the form offer these sizes of a month."""
        self.tier.choices = [SelectChoice(str(size), counted(size, "session")) for size in sizes]

    def validate_first(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("Enter a year from 2000 to 2100.")

    def validate_held_before(self, field: IntegerField) -> None:
        if self.tier.errors or not self.tier.data:
            return
        most = int(self.tier.data) - 1
        if field.data is not None and not 0 <= field.data <= most:
            raise ValidationError(f"Enter a number from 0 to {most}.")


class RequestForm(Form):
    """The form that corrects what a request asks for."""

    level = SelectField("Level", choices=[])
    board = StringField("Exam board (optional)", [Length(max=100, message="At most 100 characters.")], [one_line])
    goals = TextAreaField("Goals (optional)", [Length(max=1000, message="At most 1,000 characters.")], [plain_lines])


KNOWN, NEW = "known", "new"


def _of_the_new(form: Form, _field: Field) -> None:
    """Leave a field unread where a learner is chosen instead."""
    if form["who"].data != NEW:
        raise StopValidation


class EnrolmentForm(PackageForm, RequestForm):
    """The form of the four enrolment pages.

    find: what is searched for. learner: the id of a learner, or of a family whose next child is called learner_name.
    parent: empty where the learner has an account of their own. timezone: empty for the zone of the number. amount:
    empty while it is not paid. tutor: empty while nobody is found.
    """

    who = RadioField("Family", choices=[SelectChoice(KNOWN), SelectChoice(NEW)], default=KNOWN)
    find = StringField("Name or number", [Length(max=100, message="At most 100 characters.")], [one_line])
    learner = StringField("Learner", default="")
    parent = StringField("Parent’s name (optional)", [_of_the_new, Optional(), is_a_name], [clean_name])
    learner_name = StringField("Learner’s name", default="", filters=[clean_name])
    whatsapp = phone_field(checks=[_of_the_new])
    email = email_field(required=False, checks=[_of_the_new])
    currency = SelectField("Currency", choices=[], default="")
    timezone = StringField("Time zone", [_of_the_new], [one_line, named])
    is_another = BooleanField("They are different people")
    subject = SelectField("Subject", [DataRequired("Choose the subject.")])
    preferred_start = DateField("Preferred start (optional)", [Optional()])
    amount = AmountField("Amount paid ({currency}, optional)", 1, [Optional()])
    paid_on = DateField("Paid on", [Optional(), is_not_to_come])
    reference = StringField(
        "Bank reference (optional)", [Length(max=100, message="At most 100 characters.")], [one_line]
    )
    note = StringField("Note (optional)", [Length(max=500, message="At most 500 characters.")], [one_line])
    tutor = StringField("Tutor", default="")
    meet_link = meet_link_field()

    validate_paid_on = validate_preferred_start = PackageForm.validate_first

    def validate_amount(self, field: AmountField) -> None:
        if field.data and not self.paid_on.data:
            raise ValidationError("Enter the day it was paid.")

    def validate_tutor(self, field: StringField) -> None:
        if field.data and self.tutor_id is None:
            raise ValidationError(CHOOSE)

    def validate_meet_link(self, field: StringField) -> None:
        if field.data and not self.tutor.data:
            raise ValidationError("Choose a tutor first (step 2), then enter the Meet link.")

    def validate_whatsapp(self, field: StringField) -> None:
        if not field.data and not self.email.data:
            raise ValidationError("Enter a WhatsApp number or an e-mail address: they sign in with it.")

    def validate_email(self, field: StringField) -> None:
        try:
            email_or_number(field.data, None)
        except Problem as problem:
            raise ValidationError(str(problem)) from problem

    def validate_timezone(self, field: StringField) -> None:
        if field.data:
            is_an_agreed_zone(self, field)
        elif self.zone_of_number is None:
            raise ValidationError("Choose a time zone, like Asia/Karachi.")

    @property
    def is_new(self) -> bool:
        return bool(self.who.data == NEW)

    @property
    def learner_id(self) -> UUID | None:
        """Return the id that was chosen, of a learner or a family."""
        return _key(self.learner)

    @property
    def zone(self) -> str:
        """Return the zone of a new family, as an IANA name."""
        return self.timezone.data or self.zone_of_number or "UTC"

    @property
    def zone_of_number(self) -> str | None:
        key = number(self.whatsapp)
        return zone_of(key) if key else None

    @property
    def tutor_id(self) -> UUID | None:
        return _key(self.tutor)


def _key(field: StringField) -> UUID | None:
    """Return the id that a field has; None for nothing and for a text that is none."""
    try:
        return UUID(field.data or "")
    except ValueError:
        return None
