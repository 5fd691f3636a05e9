"""The form that changes a message's text."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField


class MessageTextForm(FlaskForm):
    situation = HiddenField()
    body = TextAreaField("Text")
