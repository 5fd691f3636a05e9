"""The three forms of the enrolment page as one: agreement, weekly schedule, and learner's availability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from corved.forms.enrolment.enrolment_form import EnrolmentForm, PackageForm
from corved.forms.people.person_forms import HoursForm
from corved.forms.timetable.pattern_form import PatternForm
from corved.scheduling.obstacles import WeeklyHours
from corved.scheduling.windows import WindowKind
from corved.use_cases.enrolment.enrol import Enrolment
from corved.use_cases.enrolment.payment_steps import Money
from corved.use_cases.enrolment.steps import Terms, Wish

Teaches = Callable[[UUID, UUID, str], bool]  # tutor, subject, level


def terms_of(form: PackageForm) -> Terms:
    """Return what a valid form says is agreed."""
    kind = WindowKind(form.kind.data)
    return Terms(int(form.tier.data), form.first.data, kind, form.price_pkr.data, form.held_before.data or 0)


@dataclass(frozen=True)
class EnrolmentSheet:
    form: EnrolmentForm
    schedule: PatternForm
    can: HoursForm

    @property
    def has_schedule(self) -> bool:
        """Whether anything was entered in the schedule's fields."""
        time = self.schedule.time.raw_data
        return bool(self.schedule.days.data or (time and time[0]))

    def enrolment(self, zone: str, teaches: Teaches) -> Enrolment | None:
        """Return the enrolment, or None if a field has an error, which the form then shows.

        zone: the learner's.
        """
        hours = self.can.hours(zone) if self.can.validate() else None
        checks = [self.form.validate(), hours is not None, self._is_schedule_fit()]
        if hours is None or not all(checks) or not self._is_tutor_fit(teaches):
            return None
        form = self.form
        return Enrolment(
            self._wish(hours),
            terms_of(form),
            self._money(),
            form.tutor_id,
            form.meet_link.data or None,
            self.schedule.pattern() if self.has_schedule else None,
        )

    def _is_schedule_fit(self) -> bool:
        if not self.has_schedule:
            return True
        is_fit = bool(self.schedule.validate())
        if not self.form.tutor.data:
            self.form.tutor.errors = ["A schedule belongs to a match: choose the tutor, too."]
        return is_fit and bool(self.form.tutor.data)

    def _is_tutor_fit(self, teaches: Teaches) -> bool:
        form = self.form
        if form.tutor_id is None or teaches(form.tutor_id, UUID(form.subject.data), form.level.data):
            return True
        form.tutor.errors = ["This tutor is not approved for it. Their own page has their subjects."]
        return False

    def _wish(self, hours: WeeklyHours) -> Wish:
        form = self.form
        return Wish(
            UUID(form.learner.data),
            UUID(form.subject.data),
            form.level.data,
            form.board.data or "",
            form.goals.data or "",
            form.preferred_start.data,
            tuple(hours.to_json()),
        )

    def _money(self) -> Money | None:
        form = self.form
        if not (form.amount.data and form.paid_on.data):
            return None
        return Money(form.amount.data, form.paid_on.data, form.reference.data or "", form.note.data or "")
