"""The forms of a person's zone and of a tutor's weekly hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import TimeField
from wtforms.validators import Optional

from corved.forms.fields import zone_field
from corved.forms.timetable.pattern_form import WEEK
from corved.scheduling.obstacles import DAY_MINUTES, WeeklyHours


class ZoneForm(FlaskForm):
    timezone = zone_field()


class HoursForm(FlaskForm):
    """The form of weekly hours: one stretch a day, in the tutor's own zone.

    from_0..from_6 and to_0..to_6, 0=Sunday. `to` 00:00 is midnight.
    """

    from_0 = TimeField("Sunday from", [Optional()])
    from_1 = TimeField("Monday from", [Optional()])
    from_2 = TimeField("Tuesday from", [Optional()])
    from_3 = TimeField("Wednesday from", [Optional()])
    from_4 = TimeField("Thursday from", [Optional()])
    from_5 = TimeField("Friday from", [Optional()])
    from_6 = TimeField("Saturday from", [Optional()])
    to_0 = TimeField("to", [Optional()])
    to_1 = TimeField("to", [Optional()])
    to_2 = TimeField("to", [Optional()])
    to_3 = TimeField("to", [Optional()])
    to_4 = TimeField("to", [Optional()])
    to_5 = TimeField("to", [Optional()])
    to_6 = TimeField("to", [Optional()])

    @property
    def days(self) -> Iterator[tuple[Any, Any, str]]:
        """Yield (from, to, number) of each day, Monday first."""
        return ((self[f"from_{each.value}"], self[f"to_{each.value}"], each.value) for each in WEEK)

    @staticmethod
    def data_of(hours: WeeklyHours) -> dict[str, time]:
        found = {}
        for day, first, last in hours.spans:
            found[f"from_{day}"], found[f"to_{day}"] = _clock(first), _clock(last % DAY_MINUTES)
        return found

    def hours(self, timezone: str) -> WeeklyHours | None:
        """Return the weekly hours, or None where a day has only one of its two times; that field then has an error."""
        spans = []
        for begins, ends, day in self.days:
            if (begins.data is None) != (ends.data is None):
                missing = begins if begins.data is None else ends
                missing.errors = ["Write both times of the day, or none."]
                return None
            if begins.data is not None:
                last = ends.data.hour * 60 + ends.data.minute
                spans.append((int(day), begins.data.hour * 60 + begins.data.minute, last or DAY_MINUTES))
        return WeeklyHours(timezone, tuple(sorted(spans)))


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
