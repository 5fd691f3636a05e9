"""The form that changes a message's text."""

from wtforms import HiddenField, TextAreaField

from corved.forms.form import Form


class MessageTextForm(Form):
    situation = HiddenField()
    body = TextAreaField("Text")
