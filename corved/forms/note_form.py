"""A tutor's note on a session, which the family can read."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from corved.forms.checks import plain_lines


class NoteForm(FlaskForm):
    notes = TextAreaField(
        "Note for the family",
        [Length(max=4000, message="A note has at most 4,000 characters.")],
        [plain_lines],
    )
