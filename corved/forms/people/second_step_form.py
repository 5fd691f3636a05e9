"""The form that takes a code of the second step at sign-in."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from corved.forms.form import Form
from corved.values.passwords import MOST_LENGTH


class CodeForm(Form):
    """A code of the app or a recovery code."""

    code = StringField("Code", [DataRequired("Enter the code."), Length(max=40, message="That is too long.")])


class SecondStepForm(Form):
    """The password, typed once more to change the second step."""

    password = PasswordField(
        "Your password", [DataRequired("Enter your password."), Length(max=MOST_LENGTH, message="That is too long.")]
    )


class BeginSecondStepForm(CodeForm, SecondStepForm):
    """The first code, and the password."""
