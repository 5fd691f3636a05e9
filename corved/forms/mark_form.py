"""A mark: one status, and perhaps a note."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from corved.forms.checks import plain_lines
from corved.scheduling.statuses import STATUSES


class MarkForm(FlaskForm):
    """seen: when the session was last updated, as the page showed it (ISO 8601)."""

    status = SelectField(choices=list(STATUSES))
    notes = TextAreaField(
        validators=[Length(max=4000, message="A note has at most 4,000 characters.")], filters=[plain_lines]
    )
    seen = HiddenField()
