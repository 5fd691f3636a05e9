"""Enrols a learner: request, package, payment and match in one step, for what was agreed already."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from corved.database.session import transaction
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Timetable
from corved.use_cases.enrolment.payment_steps import Money, pay
from corved.use_cases.enrolment.steps import Terms, Wish, add_match, add_package, add_request, refuse_twice
from corved.use_cases.timetable.keep_schedule import keep_schedule


@dataclass(frozen=True)
class Enrolment:
    """What an admin enters to enrol a learner.

    money: None while it is not paid. tutor_id: None while nobody is found; then there is no match, and neither a link
    nor a schedule (pattern), which holds from the package's first day on.
    """

    wish: Wish
    terms: Terms
    money: Money | None = None
    tutor_id: UUID | None = None
    meet_link: str | None = None
    pattern: Pattern | None = None


@dataclass(frozen=True)
class Enrolled:
    request_id: UUID
    match_id: UUID | None


def enrol(*, enrolment: Enrolment) -> Enrolled:
    """Enrol a learner completely, or not at all.

    Raises Problem (not a tutor, the learner has an open request for the same).
    """
    with transaction():
        refuse_twice(enrolment.wish.learner_id, enrolment.wish.subject_id, enrolment.wish.level)
        request = add_request(enrolment.wish)
        package = add_package(request, enrolment.terms)
        if enrolment.money is not None:
            pay(request, package, enrolment.money)
        match = add_match(request, enrolment.tutor_id, enrolment.meet_link) if enrolment.tutor_id else None
        if match is not None and enrolment.pattern is not None:
            keep_schedule(match.id, None, Timetable.of(enrolment.pattern), package.start_date)
    return Enrolled(request.id, match.id if match else None)
