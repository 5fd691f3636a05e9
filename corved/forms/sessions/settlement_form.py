"""The form that resolves a make-up that is due."""

from __future__ import annotations

from uuid import UUID

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from corved.forms.form import Form
from corved.values.single_line import one_line


class DecisionForm(Form):
    """The form that resolves a make-up.

    kind: a key of settle_owed_session.DECISIONS. into: the id of a later package.
    """

    kind = RadioField("What to do with it", validate_choice=False)
    by = DateField("Make up by", [Optional()])
    into = SelectField("Later month", validate_choice=False)
    why = StringField("Reason", [Length(max=500, message="A reason has at most 500 characters.")], [one_line])
    seen = HiddenField()

    def into_id(self) -> UUID | None:
        """Return the later package, or None where none was selected."""
        chosen = (each for each, _words in self.into.choices or () if each and each == self.into.data)
        return next(map(UUID, chosen), None)
