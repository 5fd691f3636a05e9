"""The form that signs in."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Length

from corved.values.passwords import MOST_LENGTH


class SignInForm(FlaskForm):
    email = EmailField("E-mail", [DataRequired("Write your e-mail."), Length(max=254, message="That is too long.")])
    password = PasswordField(
        "Password", [DataRequired("Write your password."), Length(max=MOST_LENGTH, message="That is too long.")]
    )
