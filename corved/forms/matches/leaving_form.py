"""The form that gives the courses of a tutor who leaves to others."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import request
from wtforms import DateField
from wtforms.validators import DataRequired

from corved.forms.checks import is_a_known_year
from corved.forms.form import Form
from corved.values.meet_links import meet_link


class Row(NamedTuple):
    """What was entered for a course. tutor: '' to leave it as it is. link: as typed; problem: what is wrong with it."""

    tutor: str
    link: str
    problem: str


class LeavingForm(Form):
    """since: the first day with the new tutors. tutor-<course>, link-<course>: for each course."""

    since = DateField(
        "First day with the new tutors", [DataRequired("Enter the first day with the new tutors."), is_a_known_year]
    )

    def row(self, course_id: UUID, tutors: set[UUID]) -> Row:
        """Return what was entered for a course. tutors: who may be chosen."""
        tutor = request.form.get(f"tutor-{course_id}", "")
        link = request.form.get(f"link-{course_id}", "").strip()
        if tutor and tutor not in {str(each) for each in tutors}:
            return Row("", link, "Choose one of these tutors.")
        if link and meet_link(link) is None:
            return Row(tutor, link, "A Meet link looks like meet.google.com/abc-defg-hij.")
        return Row(tutor, link, "")

    def refuse_past(self, today: date) -> bool:
        """Put an error at a first day that is over. False where there is none."""
        if self.since.data is not None and self.since.data < today:
            self.since.errors = ["This day is over. Enter today or a later day."]
            return True
        return False
