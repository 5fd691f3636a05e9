"""The form that changes a match's schedule from a day on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from wtforms import DateField
from wtforms.validators import DataRequired, Optional, ValidationError

from corved.forms.timetable.pattern_form import PatternForm
from corved.scheduling.pattern import Pattern

FIELDS = frozenset(
    ("days", "time", "duration_mins", "timezone", "times_for", "start_date", "until", *(f"time_{n}" for n in range(7)))
)


class ChangeForm(PatternForm):
    """The form of a schedule change.

    start_date, until: its first and last day, local dates of the schedule's zone. until: empty for good.
    """

    start_date = DateField("From", [DataRequired("Enter the first day of the change.")])
    until = DateField("Until (optional; then the old schedule returns)", [Optional()])

    @staticmethod
    def suggestion(pattern: Pattern | None, zone: str, today: date) -> dict[str, Any]:
        return {**PatternForm.suggested_pattern(pattern, zone), "start_date": today + timedelta(days=1)}

    def validate_until(self, field: DateField) -> None:
        self.validate_start_date(field)
        if field.data is not None and self.start_date.data is not None and field.data < self.start_date.data:
            raise ValidationError("The last day of the change is before its first.")

    def as_query(self) -> dict[str, list[str]]:
        """Return the submitted fields as a URL query that opens the form filled in."""
        sent = {name: [str(each) for each in self[name].raw_data or () if each] for name in FIELDS - {"days"}}
        return {name: values for name, values in {**sent, "days": list(self.days.data or ())}.items() if values}
