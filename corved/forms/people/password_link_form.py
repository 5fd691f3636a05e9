"""The form that asks for a link by e-mail to set a new password."""

from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import DataRequired, Length


class PasswordLinkForm(FlaskForm):
    email = EmailField("E-mail", [DataRequired("Write your e-mail."), Length(max=254, message="That is too long.")])
