"""The form of a mark: one status, and perhaps a note."""

from wtforms import HiddenField, SelectField

from corved.forms.form import Form
from corved.forms.sessions.note_form import note_field
from corved.scheduling.statuses import STATUSES


class MarkForm(Form):
    """The form that marks a session.

    seen: the session's version that the page showed. shown: note_digest of the note that it showed.
    """

    status = SelectField(choices=list(STATUSES))
    notes = note_field()
    seen = HiddenField()
    shown = HiddenField()
