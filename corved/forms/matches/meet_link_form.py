"""The form of a match's Meet link."""

from flask_wtf import FlaskForm
from wtforms import URLField
from wtforms.validators import ValidationError

from corved.models.match import MEET_LINK
from corved.values.single_line import one_line


class MeetLinkForm(FlaskForm):
    """The form of a Meet link; empty removes the link."""

    meet_link = URLField("Meet link", filters=[one_line])

    def validate_meet_link(self, field: URLField) -> None:
        if field.data and not MEET_LINK.fullmatch(field.data):
            raise ValidationError("A Meet link looks like https://meet.google.com/abc-defg-hij.")
