"""The form of a weekly schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.forms.fields import zone_field
from corved.forms.form import Form
from corved.scheduling.pattern import BadPattern, Pattern
from corved.values.single_line import one_line

WEEK = [
    SelectChoice(str(day), name)
    for day, name in ((1, "Mon"), (2, "Tue"), (3, "Wed"), (4, "Thu"), (5, "Fri"), (6, "Sat"), (0, "Sun"))
]
AN_HOUR = 60


def usual(lengths: Sequence[int]) -> int:
    """Return the length that is nearest to an hour, in minutes."""
    return min(lengths, key=lambda minutes: abs(minutes - AN_HOUR))


class PatternForm(Form):
    """The form of a weekly schedule.

    days: 0=Sunday..6=Saturday. time_0..time_6: another time on that day. times_for: the days for which they are shown.
    """

    days = SelectMultipleField("Days", choices=WEEK)
    time = TimeField("Starts at", [DataRequired("Enter the time the session starts, like 19:00.")])
    duration_mins = SelectField(
        "Duration",
        choices=[],
        coerce=int,
        invalid_value_message="Choose how long a session lasts.",
        invalid_choice_message="Choose how long a session lasts.",
    )
    timezone = zone_field("Which time zone stays fixed?")
    times_for = HiddenField()
    time_0 = TimeField("Sun", [Optional()])
    time_1 = TimeField("Mon", [Optional()])
    time_2 = TimeField("Tue", [Optional()])
    time_3 = TimeField("Wed", [Optional()])
    time_4 = TimeField("Thu", [Optional()])
    time_5 = TimeField("Fri", [Optional()])
    time_6 = TimeField("Sat", [Optional()])
    reason = StringField("Reason", [Length(max=500, message="A reason has at most 500 characters.")], [one_line])
    seen = HiddenField()

    def offer(self, lengths: Sequence[int]) -> None:
        """Let the form offer these lengths, in minutes: an hour first, where nothing is chosen."""
        self.duration_mins.choices = [SelectChoice(str(minutes), f"{minutes} minutes") for minutes in lengths]
        if self.duration_mins.data is None and lengths:
            self.duration_mins.data = usual(lengths)

    @staticmethod
    def suggested_pattern(pattern: Pattern | None, zone: str) -> dict[str, Any]:
        """Return the form's first values: the last schedule, or an empty one in the family's zone."""
        if pattern is None:
            return {"days": [], "time": None, "timezone": zone}
        return {
            "days": [str(day) for day in pattern.days],
            "time": pattern.time,
            "duration_mins": pattern.duration_mins,
            "timezone": pattern.timezone,
            **{f"time_{day}": at for day, at in pattern.times.items()},
        }

    def validate_days(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError("Choose at least one day of the week.")
        if len(set(field.data)) != len(field.data):
            raise ValidationError("A day is chosen twice.")

    def validate_start_date(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("Enter a year from 2000 to 2100.")

    def problems(self) -> tuple[str, ...]:
        """Return the errors of the fields, without showing them at the fields.

        For a preview before anything was submitted.
        """
        self.validate()
        found = tuple(str(each) for errors in self.errors.values() for each in errors)
        for field in self:
            field.errors = ()
        return found

    @property
    def days_with_times(self) -> list[SelectChoice]:
        """Return the chosen days if there are several; each can have its own time."""
        chosen = [each for each in WEEK if each.value in (self.days.data or ())]
        return chosen if len(chosen) > 1 else []

    @property
    def times_shown_for(self) -> str:
        return "".join(each.value for each in self.days_with_times)

    def pattern(self) -> Pattern:
        """Return the schedule. Raises BadPattern or UnknownZone where the fields do not make one."""
        at: time | None = self.time.data
        if at is None:
            raise BadPattern("Enter the time the session starts, like 19:00.")
        days = tuple(sorted(int(day) for day in self.days.data or ()))
        times = {day: self[f"time_{day}"].data for day in days}
        return Pattern(
            self.timezone.data or "",
            days,
            _to_the_minute(at),
            self.duration_mins.data,
            {day: _to_the_minute(other) for day, other in times.items() if other not in (None, at)},
        )


def _to_the_minute(at: time) -> time:
    return at.replace(second=0, microsecond=0)
