"""The form with which an admin says no to a tutor's request."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from corved.forms.form import Form
from corved.values.single_line import one_line


class AnswerForm(Form):
    answer = StringField(
        "Answer",
        [DataRequired("Say why, for the tutor."), Length(max=500, message="At most 500 characters.")],
        [one_line],
    )
