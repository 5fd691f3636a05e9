"""What the four steps of enrolling have, as one: the agreement, and when the learner is available."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from corved.forms.enrolment.enrolment_form import EnrolmentForm, PackageForm
from corved.forms.fields import number
from corved.forms.people.hours_form import HoursForm
from corved.queries.enrolment.family_search import Chosen, chosen
from corved.scheduling.weekly_hours import WeeklyHours
from corved.scheduling.windows import Window, WindowKind
from corved.use_cases.enrolment.enrol import Enrolment, Newcomer
from corved.use_cases.enrolment.payment_steps import Money
from corved.use_cases.enrolment.pricing import needs_reason
from corved.use_cases.enrolment.steps import Terms, Wish, twice
from corved.values.names import refuse_unfit_name
from corved.values.phone_numbers import international

Teaches = Callable[[UUID, UUID, UUID], bool]  # tutor, subject, level
LEARNER, COURSE, MONTH, CHECK, DONE = range(1, 6)
STEPS = {LEARNER: "Learner", COURSE: "Course", MONTH: "Month and price", CHECK: "Check"}
# The fields of each step; the hours belong to the course.
FIELDS = {
    LEARNER: (
        "who",
        "find",
        "learner",
        "parent",
        "learner_name",
        "whatsapp",
        "email",
        "timezone",
        "currency",
        "is_another",
    ),
    COURSE: ("subject", "level", "board", "goals", "preferred_start", "tutor"),
    MONTH: (
        *("tier", "first", "kind", "price", "price_reason", "held_before", "meet_link"),
        *("amount", "paid_on", "reference", "note"),
    ),
}


def terms_of(form: PackageForm) -> Terms:
    """Return what a valid form says is agreed."""
    kind = WindowKind(form.kind.data)
    reason, held = form.price_reason.data or "", form.held_before.data or 0
    return Terms(int(form.tier.data), form.first.data, kind, form.price.data, reason, held)


@dataclass(frozen=True)
class EnrolmentSheet:
    """sent: what the pages before have sent on. prices: of each size, in the family's currency."""

    form: EnrolmentForm
    can: HoursForm
    sent: MultiDict[str, str] = field(default_factory=MultiDict)
    prices: dict[int, int] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> Chosen | None:
        """Return the learner or the family that the admin chose. None means that the family is new."""
        key = None if self.form.is_new else self.form.learner_id
        return chosen(key, self.form.tutor_id) if key else None

    @property
    def learner(self) -> str:
        """Return the learner's name."""
        return (self.chosen and self.chosen.learner) or self.form.learner_name.data or ""

    @property
    def account(self) -> str:
        """Return the name of who signs in for the learner."""
        return self.chosen.account if self.chosen else self.form.parent.data or self.learner

    @property
    def zone(self) -> str:
        """Return the family's zone."""
        return self.chosen.zone if self.chosen else self.form.zone

    @property
    def number(self) -> str:
        """Return a new family's number as people read it, with its country; '' without one."""
        key = number(self.form.whatsapp)
        return international(key) if key else ""

    @property
    def hours(self) -> WeeklyHours | None:
        """Return the hours when the learner is available. None means that a field cannot be read."""
        return self.can.hours(self.zone) if self.can.validate() else None

    @property
    def currency(self) -> str:
        """Return the currency in which the family pays."""
        return str(self.form.price.currency)

    @property
    def window(self) -> Window:
        return WindowKind(self.form.kind.data).window(self.form.first.data)

    def wrong_step(self, before: int, teaches: Teaches) -> int | None:
        """Check all fields, and return the first step before `before` that has a problem; None if there is none."""
        self.form.validate()
        self._check_learner()
        self._check_course(teaches)
        self._check_price()
        wrong = {step for step in FIELDS if self._has_problem(step)}
        if self.hours is None:
            wrong.add(COURSE)
        return next((step for step in sorted(wrong) if step < before), None)

    def step_with_problem(self) -> int:
        """Return the first step with a field that has an error."""
        return next(step for step in FIELDS if self._has_problem(step))

    def forget_problems(self) -> None:
        """Show no problem of a step that nobody has filled in yet."""
        for each in (*self.form, *self.can):
            each.errors = ()

    def sent_on(self, step: int) -> Iterator[tuple[str, str]]:
        """Yield what other steps have, for the hidden fields of this one."""
        own = {*FIELDS.get(step, ()), "csrf_token", "go"}
        if step == COURSE:
            own |= {each.name for each in self.can}
        yield from ((name, value) for name, value in self.sent.items(multi=True) if name not in own)

    def enrolment(self) -> tuple[Enrolment, Newcomer | None]:
        """Return what is to be enrolled, of fields without errors."""
        learner_id = self.chosen.learner_id if self.chosen else None
        newcomer = None if learner_id else self._newcomer()
        form, hours = self.form, self.hours
        wish = Wish(
            learner_id or uuid4(),
            UUID(form.subject.data),
            UUID(form.level.data),
            form.board.data or "",
            form.goals.data or "",
            form.preferred_start.data,
            tuple(hours.to_json()) if hours else (),
        )
        link = form.meet_link.data or None
        return Enrolment(wish, terms_of(form), self._money(), form.tutor_id, link), newcomer

    def _newcomer(self) -> Newcomer:
        form = self.form
        return Newcomer(
            self.chosen.account_id if self.chosen else None,
            self.learner,
            self.account,
            form.email.data or "",
            number(form.whatsapp),
            self.zone,
            currency=form.currency.data or None,
            is_another=bool(form.is_another.data),
        )

    def _has_problem(self, step: int) -> bool:
        return any(self.form[name].errors for name in FIELDS[step])

    def _check_learner(self) -> None:
        form = self.form
        if not form.is_new and self.chosen is None:
            form.learner.errors = ["Choose the learner."]
        elif not (self.chosen and self.chosen.learner) and (unfit := refuse_unfit_name(form.learner_name.data or "")):
            form.learner_name.errors = [unfit]

    def _check_course(self, teaches: Teaches) -> None:
        form = self.form
        wanted = f"{form.subject.data} {form.level.data}"
        if self.chosen and wanted in (self.chosen.courses or ()):
            name = dict(form.subject.choices)[form.subject.data]
            form.subject.errors = [str(twice(self.learner, name))]
        if form.subject.errors or form.level.errors or form.tutor.errors or form.tutor_id is None:
            return
        if not teaches(form.tutor_id, UUID(form.subject.data), UUID(form.level.data)):
            form.tutor.errors = ["This tutor is not approved for this subject. Approve them under Tutors."]

    def _check_price(self) -> None:
        form = self.form
        listed = self.prices.get(int(form.tier.data)) if (form.tier.data or "").isdecimal() else None
        if form.price.data is None or listed in (None, form.price.data) or form.price_reason.data:
            return
        form.price_reason.errors = [needs_reason(listed, self.currency)]

    def _money(self) -> Money | None:
        form = self.form
        if not (form.amount.data and form.paid_on.data):
            return None
        return Money(form.amount.data, form.paid_on.data, form.reference.data or "", form.note.data or "")
