"""The form of a match's Meet link."""

from corved.forms.fields import meet_link_field
from corved.forms.form import Form


class MeetLinkForm(Form):
    """The form of a Meet link; empty removes the link."""

    meet_link = meet_link_field()
