"""The forms with which people change their own profile and password."""

from __future__ import annotations

from wtforms import PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from corved.forms.fields import name_field, new_password_field, zone_field
from corved.forms.form import Form
from corved.values.passwords import MOST_LENGTH


class ProfileForm(Form):
    full_name = name_field("Name")
    timezone = zone_field()
    clock = SelectField("Time format", choices=[SelectChoice("24", "19:00"), SelectChoice("12", "7:00 PM")])


class PasswordForm(Form):
    old = PasswordField("Current password", [DataRequired("Enter your password."), Length(max=MOST_LENGTH)])
    new = new_password_field("New password")
