"""The form of a note on a session, which the family can read."""

from __future__ import annotations

import hashlib

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from corved.forms.checks import plain_lines
from corved.forms.form import Form
from corved.problems import Changed


def note_field() -> TextAreaField:
    fits = Length(max=4000, message="A note has at most 4,000 characters.")
    return TextAreaField("Note for the family", [fits], [plain_lines])


class NoteForm(Form):
    """The form that writes a note.

    shown: note_digest of the note that the page showed. reason: an admin's, why a number or a link in it may stay.
    """

    notes = note_field()
    reason = StringField(validators=[Length(max=200, message="A reason has at most 200 characters.")])
    shown = HiddenField()


def note_digest(note: str | None) -> str:
    """Return a short digest of a note, to detect that it has changed since a page showed it."""
    return hashlib.sha256(plain_lines(note).encode()).hexdigest()[:16]


def note_to_write(sent: str | None, shown: str | None, now_it_is: str | None) -> str | None:
    """Return the note that was typed, or None to keep the present note.

    shown: the digest in the form. Raises Changed when somebody else wrote another note meanwhile.
    """
    if not shown:
        return sent or None
    if note_digest(sent) == shown:
        return None
    if note_digest(now_it_is) != shown and plain_lines(sent) != plain_lines(now_it_is):
        now = f"“{now_it_is}”" if now_it_is else "gone"
        raise Changed(
            f"Somebody changed the note in the meantime: it is {now} now. "
            "Your text is still in the box. Save again to keep yours."
        )
    return plain_lines(sent)
