"""The form of a new academy's first page."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import DataRequired

from corved.forms.fields import email_field, name_field, new_password_field, phone_field, zone_field
from corved.forms.form import Form
from corved.values.single_line import one_line


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
    full_name = name_field("Your name")
    email = email_field()
    password = new_password_field()
