"""The form that asks for a link by e-mail to set a new password."""

from wtforms import EmailField
from wtforms.validators import DataRequired, Length

from corved.forms.form import Form


class PasswordLinkForm(Form):
    email = EmailField("E-mail", [DataRequired("Enter your e-mail."), Length(max=254, message="That is too long.")])
