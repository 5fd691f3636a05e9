"""The forms of weekly hours: of a tutor, from a day on, and of a learner."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any

from wtforms import DateField, HiddenField, SelectMultipleField, TimeField
from wtforms.validators import UUID, Optional

from corved.forms.checks import LAST_YEAR
from corved.forms.form import Form
from corved.forms.timetable.pattern_form import WEEK
from corved.problems import Problem
from corved.scheduling.weekly_hours import DAY_MINUTES, LATEST_OVER_MIDNIGHT, WeeklyHours

Span = tuple[int, int, int]  # weekday, from, to, as in WeeklyHours
STRETCHES = ("", "_2", "_3", "_4")
DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


class HoursForm(Form):
    """The form of weekly hours: four stretches a day at most, in the tutor's own zone.

    from_0..from_6 and to_0..to_6, 0=Sunday, and the same with _2 to _4 for the others. `to` 00:00 is midnight; a
    stretch that ends before it begins goes on over midnight, until noon at the latest. same_days, same_from, same_to:
    hours that take the place of all stretches of these days.
    """

    same_days = SelectMultipleField("Days", choices=WEEK)
    same_from = TimeField("Same hours from", [Optional()])
    same_to = TimeField("to", [Optional()])

    @property
    def each_day(self) -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
        """Yield the number of each day, Monday first, with (from, to) of its stretches."""
        for each in WEEK:
            names = (f"{each.value}{part}" for part in STRETCHES)
            yield each.value, [(self[f"from_{name}"], self[f"to_{name}"]) for name in names]

    def refuse(self, problem: Problem) -> None:
        """Show a problem of all the hours at the first field."""
        self[f"from_{WEEK[0].value}"].errors = [str(problem)]

    @staticmethod
    def data_of(hours: WeeklyHours) -> dict[str, time]:
        """Return the values of the fields. What goes on over midnight stands at the day it begins on."""
        found: dict[str, time] = {}
        for day, stretches in hours.stretches().items():
            for part, (first, last) in zip(STRETCHES, stretches, strict=False):
                found[f"from_{day}{part}"], found[f"to_{day}{part}"] = _clock(first), _clock(last % DAY_MINUTES)
        return found

    def hours(self, timezone: str) -> WeeklyHours | None:
        """Return the weekly hours, or None where a stretch cannot be read; its field then has an error."""
        same = set(self.same_days.data or ())
        if same and self.same_from.data is None and self.same_to.data is None:
            self.same_from.errors = ["Enter the hours of the days that you ticked."]
            return None
        if not same and (self.same_from.data or self.same_to.data):
            self.same_from.errors = ["Tick the days that have these hours."]
            return None
        spans = []
        for number, stretches in self.each_day:
            for begins, ends in [(self.same_from, self.same_to)] if number in same else stretches:
                if (begins.data is None) != (ends.data is None):
                    missing = begins if begins.data is None else ends
                    missing.errors = ["Enter both times, or none."]
                    return None
                if begins.data is None:
                    continue
                first, last = _minutes(begins.data), _minutes(ends.data) or DAY_MINUTES
                if first == last:
                    ends.errors = ["The end is the start. Enter a later time."]
                    return None
                if LATEST_OVER_MIDNIGHT < last <= first:
                    ends.errors = ["This is before the start. Hours that go past midnight must end by 12:00 noon."]
                    return None
                spans += _split(int(number), first, last)
        found = WeeklyHours(timezone, _joined(spans))
        for day, written in found.stretches().items():
            if len(written) > len(STRETCHES):
                self[f"from_{day}"].errors = [
                    "This day has five periods, because one goes on from the night before. Enter at most four."
                ]
                return None
        return found


class DatedHoursForm(HoursForm):
    """Weekly hours that hold from a day on. since: today where it is empty; until: their last day, None for good.

    seen: the mark of the sessions outside the hours that the page named. asked: the tutor's request that they answer.
    """

    since = DateField("From (optional)", [Optional()])
    until = DateField("Until (optional)", [Optional()])
    seen = HiddenField()
    asked = HiddenField(validators=[Optional(), UUID("Open this page again from Today.")])

    @property
    def asked_id(self) -> uuid.UUID | None:
        """Return the id of the tutor's request that these hours answer."""
        return uuid.UUID(self.asked.data) if self.asked.data else None

    def days(self, today: date) -> tuple[date, date | None] | None:
        """Return the first day and the last, or None where one is wrong; its field then has an error."""
        since, until = self.since.data or today, self.until.data
        if since < today:
            self.since.errors = ["This day is over. Enter today or a later day, or leave it blank for today."]
        elif since.year > LAST_YEAR or (until and until.year > LAST_YEAR):
            self.until.errors = [f"Enter a year until {LAST_YEAR}."]
        elif until and until < since:
            self.until.errors = ["The last day is before the first."]
        else:
            return since, until
        return None


for _day in WEEK:
    for _part, _which in zip(STRETCHES, ("", ", second", ", third", ", fourth"), strict=True):
        _name = DAY_NAMES[int(_day.value)]
        setattr(HoursForm, f"from_{_day.value}{_part}", TimeField(f"{_name} from{_which}", [Optional()]))
        setattr(HoursForm, f"to_{_day.value}{_part}", TimeField("to", [Optional()]))


def _split(day: int, first: int, last: int) -> list[Span]:
    """Return a stretch as spans within days: one that ends before it begins goes on over midnight."""
    if last > first:
        return [(day, first, last)]
    return [(day, first, DAY_MINUTES), ((day + 1) % 7, 0, last)]


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order; those of a day that touch or overlap are one."""
    joined: list[Span] = []
    for day, first, last in sorted(spans):
        if joined and joined[-1][0] == day and first <= joined[-1][2]:
            joined[-1] = (day, joined[-1][1], max(last, joined[-1][2]))
        else:
            joined.append((day, first, last))
    return tuple(joined)


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
