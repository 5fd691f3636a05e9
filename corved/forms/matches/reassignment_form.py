"""The form that gives a course another tutor: for some sessions, until a day, or for good."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from wtforms import DateField, HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.forms.matches.meet_link_form import MeetLinkForm

SESSIONS, UNTIL, GOOD = "sessions", "until", "good"


class ReassignmentForm(MeetLinkForm):
    """The form of another tutor.

    how: for which sessions. sessions: the ids of SESSIONS. since, until: local days of the schedule. seen: the id of
    the tutor, and shown: the mark of the sessions, that the page showed.
    """

    how = RadioField(
        "For how long?",
        choices=[
            SelectChoice(GOOD, "For good"),
            SelectChoice(UNTIL, "Until a day"),
            SelectChoice(SESSIONS, "Only these sessions"),
        ],
        default=GOOD,
    )
    sessions = SelectMultipleField("Sessions", choices=[], validate_choice=False)
    tutor = RadioField("New tutor", [Optional()], choices=[], validate_choice=False)
    since = DateField("First day", [Optional()])
    until = DateField("Last day", [Optional()])
    seen = HiddenField()
    shown = HiddenField()

    @property
    def tutor_id(self) -> UUID | None:
        return _uuid(self.tutor.data)

    @property
    def seen_id(self) -> UUID | None:
        return _uuid(self.seen.data)

    def takes(self, session_id: UUID, day: date) -> bool:
        """Say whether a session is among those that go to the new tutor. day: its local day."""
        if self.how.data == SESSIONS:
            return str(session_id) in (self.sessions.data or ())
        since, until = self.since.data, self.until.data
        is_begun = since is None or day >= since
        return is_begun and (self.how.data == GOOD or until is None or day <= until)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check every field, and those that the choice of `how` needs."""
        is_right = super().validate(*args, **kwargs)
        if self.tutor_id is None:
            self.tutor.errors = ["Choose the new tutor."]
        if self.how.data == SESSIONS:
            self.sessions.errors = [] if self.sessions.data else ["Choose at least one session."]
        else:
            self._check_days()
        return is_right and not self.errors

    def _check_days(self) -> None:
        since, until = self.since.data, self.until.data
        for field in (self.since, self.until):
            if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
                field.errors = ["Enter a year from 2000 to 2100."]
        if since is None and not self.since.errors:
            self.since.errors = ["Enter the first day with the new tutor."]
        if self.how.data == UNTIL and until is None and not self.until.errors:
            self.until.errors = ["Enter the last day with the new tutor."]
        if self.how.data == UNTIL and since and until and until < since:
            self.until.errors = ["The last day is before the first."]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
