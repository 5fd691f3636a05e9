"""Signing in."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Length


class SignInForm(FlaskForm):
    email = EmailField("E-mail", [DataRequired("Write your e-mail."), Length(max=254, message="That is too long.")])
    password = PasswordField(
        "Password", [DataRequired("Write your password."), Length(max=200, message="That is too long.")]
    )
