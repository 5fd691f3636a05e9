"""The form of the academy's settings."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from corved.forms.fields import name_field, phone_field, zone_field
from corved.forms.form import Form


def _months(label: str, least: int) -> IntegerField:
    problem = f"Enter {least} to 120 months."
    return IntegerField(label, [InputRequired(problem), NumberRange(least, 120, problem)])


class AcademyForm(Form):
    name = name_field("Name of the academy")
    timezone = zone_field()
    whatsapp = phone_field(required=True)
    cutoff_hours = IntegerField(
        "Notice needed to move a session (hours)",
        [InputRequired("Enter a number of hours."), NumberRange(0, 168, "Enter 0 to 168 hours.")],
    )
    mark_reminder_hours = IntegerField(
        "Remind the tutor to mark a session after (hours)",
        [InputRequired("Enter a number of hours."), NumberRange(1, 72, "Enter 1 to 72 hours.")],
    )
    unpaid_days = IntegerField(
        "Warn of an unpaid month before its first day (days)",
        [InputRequired("Enter a number of days."), NumberRange(0, 31, "Enter 0 to 31 days.")],
    )
    student_absent_percent = IntegerField(
        "Tutors’ pay for a session that the student missed (percent)",
        [InputRequired("Enter a percentage."), NumberRange(0, 100, "Enter 0 to 100 percent.")],
    )
    hours_wait = BooleanField("When tutors change their hours, ask an admin first")
    history_text_months = _months("Delete texts in the history after (months)", 0)
    message_text_months = _months("Delete texts of sent messages after (months)", 0)
    sign_in_months = _months("Delete old sign-in records after (months)", 1)
