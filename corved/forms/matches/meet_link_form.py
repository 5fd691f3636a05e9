"""The form of a match's Meet link."""

from flask_wtf import FlaskForm

from corved.forms.fields import meet_link_field


class MeetLinkForm(FlaskForm):
    """The form of a Meet link; empty removes the link."""

    meet_link = meet_link_field()
