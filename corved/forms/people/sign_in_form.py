"""The form that signs in."""

from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from corved.forms.form import Form
from corved.values.passwords import MOST_LENGTH


class SignInForm(Form):
    """The form that signs in. email: an e-mail address or a WhatsApp number; browsers know the field by this name."""

    email = StringField(
        "E-mail or WhatsApp number",
        [DataRequired("Enter your e-mail or WhatsApp number."), Length(max=254, message="That is too long.")],
    )
    password = PasswordField(
        "Password", [DataRequired("Enter your password."), Length(max=MOST_LENGTH, message="That is too long.")]
    )
