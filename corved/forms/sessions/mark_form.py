"""The form of a mark: one status, and perhaps a note."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from corved.forms.sessions.note_form import note_field
from corved.scheduling.statuses import STATUSES


class MarkForm(FlaskForm):
    """The form that marks a session.

    seen: the session's version that the page showed. shown: note_digest of the note that it showed.
    """

    status = SelectField(choices=list(STATUSES))
    notes = note_field()
    seen = HiddenField()
    shown = HiddenField()
