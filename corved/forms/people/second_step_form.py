"""The form that takes a code of the second step at sign-in."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from corved.forms.form import Form


class CodeForm(Form):
    """A code of the app or a recovery code."""

    code = StringField("Code", [DataRequired("Enter the code."), Length(max=40, message="That is too long.")])


class BeginSecondStepForm(CodeForm):
    """The first code. salt: of which the secret on the page was made."""

    salt = HiddenField(validators=[DataRequired(), Length(max=36)])
