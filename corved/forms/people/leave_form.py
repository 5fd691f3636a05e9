"""The form with which a tutor asks for days off."""

from __future__ import annotations

from wtforms import DateField, StringField
from wtforms.validators import DataRequired, Length, Optional

from corved.forms.form import Form
from corved.values.single_line import one_line


class LeaveForm(Form):
    """last_day: empty for one day. Both days are included."""

    first_day = DateField("From", [DataRequired("Enter the first day.")])
    last_day = DateField("To (optional)", [Optional()])
    reason = StringField("Reason (optional)", [Length(max=200, message="At most 200 characters.")], [one_line])
