"""The weekly schedule of a match, and the days it is for."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional, ValidationError

from corved.forms.checks import is_a_zone, one_line
from corved.scheduling.generator import BadWindow, Window
from corved.scheduling.pattern import BadPattern, Pattern
from corved.scheduling.windows import one_month
from corved.scheduling.zones import named

DURATIONS = (30, 45, 60, 90, 120)
WEEK = [
    SelectChoice(str(day), name)
    for day, name in ((1, "Mon"), (2, "Tue"), (3, "Wed"), (4, "Thu"), (5, "Fri"), (6, "Sat"), (0, "Sun"))
]
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_PACKAGE_DAYS = 92


class ScheduleForm(FlaskForm):
    """days: 0=Sunday..6=Saturday. The last day follows the first (a month, inclusive) until somebody changes it:
    `follows` holds the first day that the last day was made for."""

    days = SelectMultipleField("Days", choices=WEEK)
    time = TimeField("Starts at", [DataRequired("Write the time the session starts, like 19:00.")])
    duration_mins = SelectField(
        "Lasts",
        coerce=int,
        choices=[SelectChoice(str(mins), f"{mins} minutes") for mins in DURATIONS],
        invalid_value_message="Choose how long a session lasts.",
        invalid_choice_message="Choose how long a session lasts.",
    )
    timezone = StringField("Whose clock holds", [DataRequired("Choose a time zone."), is_a_zone], [one_line, named])
    start_date = DateField("First day", [DataRequired("Write the first day.")])
    end_date = DateField("Last day", [Optional()])
    follows = DateField(validators=[Optional()])
    package_id = HiddenField()
    seen = HiddenField()

    @staticmethod
    def suggestion(pattern: Pattern | None, zone: str, window: Window) -> dict[str, Any]:
        """What the form starts with: the schedule that held before, else an empty one in the family's zone."""
        return {
            "days": [str(day) for day in pattern.days] if pattern else [],
            "time": pattern.time if pattern else None,
            "duration_mins": pattern.duration_mins if pattern else 60,
            "timezone": pattern.timezone if pattern else zone,
            "start_date": window.first,
            "end_date": window.last,
            "follows": window.first,
        }

    def validate_days(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError("Choose at least one day of the week.")
        if len(set(field.data)) != len(field.data):
            raise ValidationError("A day is chosen twice.")

    def validate_start_date(self, field: DateField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("That year is not one a schedule can be for.")

    def validate_end_date(self, field: DateField) -> None:
        self.validate_start_date(field)
        if self.start_date.data is not None and not self.start_date.errors:
            try:
                window = self.window()
            except BadWindow as error:
                raise ValidationError(str(error)) from error
            if (window.last - window.first).days >= LONGEST_PACKAGE_DAYS:
                raise ValidationError(f"A package lasts at most {LONGEST_PACKAGE_DAYS} days.")

    def let_the_last_day_follow(self) -> bool:
        """Sets the last day to a month from the first where nobody chose it. True when it changed."""
        first: date | None = self.start_date.data
        if first is None or not FIRST_YEAR <= first.year <= LAST_YEAR:
            return False
        made_for: date | None = self.follows.data
        chosen = self.end_date.data is not None and made_for is not None
        if chosen and (made_for == first or self.end_date.data != one_month(made_for).last):  # type: ignore[arg-type]
            return False
        if self.end_date.data is not None and made_for is None:
            return False
        self._set(self.end_date, one_month(first).last)
        self._set(self.follows, first)
        return True

    def as_query(self) -> dict[str, str | list[str]]:
        """The fields as they were sent or suggested, for an address that brings them back."""
        query: dict[str, str | list[str]] = {"days": list(self.days.data or ())}
        for name in ("time", "duration_mins", "timezone", "start_date", "end_date", "follows"):
            field = self[name]
            sent = field.raw_data[0] if field.raw_data else field._value() if name != "duration_mins" else field.data
            query[name] = str(sent or "")
        return query

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the fields, without marking them: for a preview of what nobody has sent yet."""
        self.validate()
        found = tuple(str(each) for errors in self.errors.values() for each in errors)
        for field in self:
            field.errors = ()
        return found

    def pattern(self) -> Pattern:
        """BadPattern or UnknownZone where the fields do not make one."""
        at: time | None = self.time.data
        if at is None:
            raise BadPattern("Write the time the session starts, like 19:00.")
        days = tuple(sorted(int(day) for day in self.days.data or ()))
        return Pattern(self.timezone.data or "", days, at.replace(second=0, microsecond=0), self.duration_mins.data)

    def window(self) -> Window:
        first: date | None = self.start_date.data
        if first is None:
            raise BadWindow("Write the first day.")
        return Window(first, self.end_date.data or one_month(first).last)

    @staticmethod
    def _set(field: DateField, value: date) -> None:
        field.data, field.raw_data, field.errors = value, [value.isoformat()], ()
