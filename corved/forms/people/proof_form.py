"""The form in which somebody who is signed in types their password again."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import DataRequired

from corved.forms.form import Form


class ProofForm(Form):
    """The form of the page that asks for the password again."""

    password = PasswordField("Your password", [DataRequired("Enter your password.")])
