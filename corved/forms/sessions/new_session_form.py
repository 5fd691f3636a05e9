"""The form that adds one session to a package."""

from __future__ import annotations

from uuid import UUID

from wtforms import SelectField

from corved.forms.sessions.move_form import MoveForm


class AddedSessionForm(MoveForm):
    """The form that adds a session.

    makes_up: the id of the missed session that it makes up for; "" for one of the N that was never planned.
    """

    makes_up = SelectField("What is it for?", validate_choice=True)

    def makes_up_id(self) -> UUID | None:
        return UUID(self.makes_up.data) if self.makes_up.data else None
