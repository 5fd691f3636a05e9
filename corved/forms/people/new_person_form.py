"""The forms of a person, as an admin writes them down."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from corved.forms.checks import plain_lines
from corved.forms.fields import email_field, name_field, phone_field, zone_field
from corved.forms.form import Form
from corved.models.people import ROLES
from corved.values.money import CURRENCIES


class PersonForm(Form):
    """The form of a person's details.

    roles: any of ROLES. email: empty for somebody who signs in with their number. whatsapp: read it with
    corved.forms.fields.number.
    """

    full_name = name_field("Name")
    email = email_field(required=False)
    whatsapp = phone_field()
    roles = SelectMultipleField("Roles", choices=[SelectChoice(role, role.capitalize()) for role in ROLES])


class ChangedPersonForm(PersonForm):
    """The form that changes a person.

    had: the roles that the page showed, separated by commas. currency: '' for the academy's.
    """

    currency = SelectField("Pays in", choices=[])

    had = HiddenField()

    def offer(self, currencies: Sequence[str]) -> None:
        """Let a family pay in one of these."""
        known = ((code, f"{code}, {CURRENCIES[code].name}") for code in currencies)
        self.currency.choices = [
            SelectChoice("", "The academy’s main currency"),
            *(SelectChoice(*each) for each in known),
        ]
        if self.currency.data is None:
            self.currency.data = ""


class NewPersonForm(PersonForm):
    """The form that adds a person.

    learners: names, one per line; a student without any learns under their own name. is_another: it is asked for where
    somebody has the same number, or two learners have names that are alike.
    """

    timezone = zone_field()
    learners = StringField("Learners", [Length(max=1000, message="That is too long.")], [plain_lines])
    is_another = BooleanField("They are different people")


class LearnerForm(Form):
    """The form of a learner.

    is_another: it is asked for where the family has a learner with a name like it.
    """

    full_name = name_field("Name of the learner")
    is_another = BooleanField("This is a different learner")
