"""The form of the month's schedule of a match: weekly schedule, first and last day, and exceptions."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional, ValidationError

from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.forms.timetable.pattern_form import PatternForm
from corved.forms.timetable.replacement_times import instead_from, instead_text
from corved.scheduling.draft import Draft
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Timetable, Version
from corved.scheduling.windows import LONGEST_PACKAGE_DAYS, BadWindow, Window, WindowKind

# What an address carries to bring the form back as it is, and what a repair of the month may change of it.
FIELDS = frozenset(
    (
        *("days", "time", "duration_mins", "timezone", "times_for", "start_date", "end_date", "window_kind", "follows"),
        *("instead", "use_closures", "use_leave", "drop_later", "reason"),
        *(f"time_{day}" for day in range(7)),
    )
)
REPAIRED = frozenset(("days", "start_date", "end_date", "follows", "instead", "use_closures", "use_leave"))


class ScheduleForm(PatternForm):
    """The form of a month's schedule.

    The last day follows from the first until somebody changes it; `follows` holds the first day and kind that it was
    computed from. instead: times agreed for single lost dates. use_*: teach on closed days.
    """

    window_kind = SelectField(
        "Length of the month", choices=[SelectChoice(kind, kind.words) for kind in WindowKind], validate_choice=False
    )
    start_date = DateField("First day", [DataRequired("Enter the first day.")])
    end_date = DateField("Last day", [Optional()])
    follows = HiddenField()
    instead = SelectMultipleField("Instead", validate_choice=False)
    use_closures = BooleanField("Teach during closures")
    use_leave = BooleanField("Teach during the tutor's leave")
    drop_later = BooleanField("Drop the change that was agreed for later")
    package_id = HiddenField()

    @staticmethod
    def suggestion(pattern: Pattern | None, zone: str, window: Window, kind: WindowKind) -> dict[str, Any]:
        return {
            **PatternForm.suggested_pattern(pattern, zone),
            "window_kind": kind,
            "start_date": window.first,
            "end_date": window.last,
            "follows": _made_for(window.first, kind),
        }

    def validate_end_date(self, field: DateField) -> None:
        self.validate_start_date(field)
        if self.start_date.data is not None and not self.start_date.errors:
            try:
                window = self.window()
            except BadWindow as error:
                raise ValidationError(str(error)) from error
            if (window.last - window.first).days >= LONGEST_PACKAGE_DAYS:
                raise ValidationError(f"A month lasts at most {LONGEST_PACKAGE_DAYS} days.")

    def validate_instead(self, field: SelectMultipleField) -> None:
        if instead_from(field.data or ()) is None:
            raise ValidationError("The new times for closed days could not be read. Undo them and try again.")

    @property
    def kind(self) -> WindowKind:
        return WindowKind(self.window_kind.data) if self.window_kind.data in tuple(WindowKind) else WindowKind.ONE_MONTH

    def let_the_last_day_follow(self) -> bool:
        """Set the last day from the first day and the kind, unless somebody chose it. True if it changed."""
        first: date | None = self.start_date.data
        if first is None or not FIRST_YEAR <= first.year <= LAST_YEAR:
            return False
        made_for, now_for = self.follows.data or "", _made_for(first, self.kind)
        chosen = self.end_date.data is not None and self.end_date.data != _last_day_for(made_for)
        same_kind = made_for.partition(" ")[2] in ("", self.kind)
        if (chosen and same_kind) or made_for == now_for:
            return False
        last = self.kind.window(first).last
        self.end_date.data, self.end_date.raw_data, self.end_date.errors = last, [last.isoformat()], ()
        self.follows.data, self.follows.raw_data = now_for, [now_for]
        return True

    def window(self) -> Window:
        first: date | None = self.start_date.data
        if first is None:
            raise BadWindow("Enter the first day.")
        return Window(first, self.end_date.data or self.kind.window(first).last)

    def as_query(self) -> dict[str, list[str]]:
        """Return the submitted or suggested fields as a URL query that opens the form filled in."""
        query: dict[str, list[str]] = {}
        for name in FIELDS:
            field = self[name]
            if name in ("days", "instead"):
                query[name] = list(field.data or ())
            elif isinstance(field, BooleanField):
                query[name] = ["y"] if field.data else []
            else:
                text = field.data if isinstance(field, SelectField) else field._value()
                sent = field.raw_data[0] if field.raw_data else text
                query[name] = [str(sent)] if sent else []
        return {name: values for name, values in query.items() if values}

    def draft(
        self, later: tuple[Version, ...] = (), began: date | None = None, used: frozenset[date] = frozenset()
    ) -> Draft:
        """Return the schedule that the form describes, as a draft.

        later: versions agreed already for days inside the month. began, used: see Draft.
        """
        window = self.window()
        kept = () if self.drop_later.data else tuple(each for each in later if each.since > window.first)
        return Draft(
            Timetable((Version(window.first, self.pattern()), *kept)),
            window,
            self.kind,
            instead_from(self.instead.data or ()) or {},
            bool(self.use_closures.data),
            bool(self.use_leave.data),
            began,
            used,
        )


def fields_of(draft: Draft) -> list[tuple[str, str]]:
    """Return the form fields that a repair may change."""
    first = draft.timetable.on(draft.window.first)
    return [
        *(("days", str(day)) for day in first.days),
        ("start_date", draft.window.first.isoformat()),
        ("end_date", draft.window.last.isoformat()),
        ("follows", _made_for(draft.window.first, draft.kind)),
        *(("instead", words) for words in instead_text(draft.instead)),
        *(("use_closures", "y") for _ in range(draft.use_closures)),
        *(("use_leave", "y") for _ in range(draft.use_leave)),
    ]


def _made_for(first: date, kind: WindowKind) -> str:
    return f"{first.isoformat()} {kind}"


def _last_day_for(made_for: str) -> date | None:
    first, _, kind = made_for.partition(" ")
    try:
        return WindowKind(kind).window(date.fromisoformat(first)).last
    except (ValueError, OverflowError):
        return None
