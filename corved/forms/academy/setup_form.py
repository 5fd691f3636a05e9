"""The form of a new academy's first page."""

from __future__ import annotations

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from corved.forms.fields import email_field, name_field, new_password_field, phone_field, zone_field
from corved.forms.form import Form
from corved.models.start_sets import START_SETS, StartSet
from corved.values.single_line import one_line


def _in_words(begins: StartSet) -> str:
    return f"{begins.title}: {', '.join(begins.subjects[:5])} …" if begins.subjects else begins.title


class SetupForm(Form):
    """The form that creates the academy and its owner.

    code: what the terminal printed. timezone: of the academy and the owner.
    """

    code = StringField(
        "Code from the terminal", [DataRequired("Enter the code that the terminal printed.")], [one_line]
    )
    academy = name_field("Name of the academy")
    whatsapp = phone_field("WhatsApp number of the academy", required=True)
    timezone = zone_field()
    start_set = RadioField(
        "What do you teach? You can change it later under Settings.",
        choices=[SelectChoice(key, _in_words(begins)) for key, begins in START_SETS.items()],
        default="o_and_a_levels",
    )
    full_name = name_field("Your name")
    email = email_field()
    password = new_password_field()
