"""Forms for actions for which an admin can enter a reason.

`seen` is what the page showed: the action is refused where it is no longer true.
"""

import re

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from corved.forms.form import Form
from corved.values.single_line import one_line


class ReasonForm(Form):
    reason = StringField("Reason", [Length(max=500, message="A reason has at most 500 characters.")], [one_line])
    seen = HiddenField()

    @property
    def seen_number(self) -> int | None:
        """Return the number in the field `seen`, or None."""
        text = self.seen.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


class StopForm(ReasonForm):
    """The form that pauses or ends a match.

    status: paused or ended. seen: how many upcoming sessions the page said it removes.
    """

    status = SelectField(
        "Pause or end?", choices=[SelectChoice("paused", "Pause the course"), SelectChoice("ended", "End the course")]
    )


class SwapForm(ReasonForm):
    """The form that swaps two sessions.

    other: the id of the session to swap with. seen: both sessions' updated_at.
    """

    other = SelectField("Swap with", validate_choice=False)
