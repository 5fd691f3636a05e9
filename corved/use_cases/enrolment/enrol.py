"""Enrols a learner: request, package, payment and match in one step, for what was agreed already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from corved.database.session import db, transaction
from corved.models import Learner
from corved.use_cases.enrolment.payment_steps import Money, pay
from corved.use_cases.enrolment.steps import Terms, Wish, add_match, add_package, add_request, refuse_twice
from corved.use_cases.people.person_steps import NewPerson, add_learner_of, add_person


@dataclass(frozen=True)
class Enrolment:
    """What an admin enters to enrol a learner.

    money: None while it is not paid. tutor_id: None while nobody is found; then there is no match, and no link. The
    weekly schedule is agreed afterwards.
    """

    wish: Wish
    terms: Terms
    money: Money | None = None
    tutor_id: UUID | None = None
    meet_link: str | None = None


@dataclass(frozen=True)
class Newcomer:
    """A learner who is not there yet.

    account_id: of the family; None for a new one, with the facts of NewPerson: the name of who signs in, and the rest.
    currency: None for the academy's. is_another: somebody was asked about names and numbers that are alike, and they
    are different people.
    """

    account_id: UUID | None
    learner: str
    account: str = ""
    email: str = ""
    whatsapp: str | None = None
    timezone: str = ""
    currency: str | None = None
    is_another: bool = False


@dataclass(frozen=True)
class Enrolled:
    request_id: UUID
    match_id: UUID | None


def enrol(*, enrolment: Enrolment, newcomer: Newcomer | None = None) -> Enrolled:
    """Enrol a learner completely, or not at all.

    newcomer: a learner who is added first, and whose id then stands in place of the wish's. Raises AskFirst, Problem
    (not a tutor, the learner has an open request for the same, somebody has the address).
    """
    with transaction():
        if newcomer is not None:
            enrolment = replace(enrolment, wish=replace(enrolment.wish, learner_id=_arrive(newcomer)))
        refuse_twice(enrolment.wish.learner_id, enrolment.wish.subject_id, enrolment.wish.level_id)
        request = add_request(enrolment.wish)
        package = add_package(request, enrolment.terms)
        if enrolment.money is not None:
            pay(request, package, enrolment.money)
        match = add_match(request, enrolment.tutor_id, enrolment.meet_link) if enrolment.tutor_id else None
    return Enrolled(request.id, match.id if match else None)


def _arrive(newcomer: Newcomer) -> UUID:
    """Add a learner, with their family where that is new, and return the learner's id."""
    if newcomer.account_id is not None:
        return add_learner_of(newcomer.account_id, newcomer.learner, is_another=newcomer.is_another)
    role = "student" if newcomer.account == newcomer.learner else "parent"
    person = NewPerson(
        newcomer.account,
        newcomer.email,
        newcomer.timezone,
        (role,),
        newcomer.whatsapp,
        (newcomer.learner,),
        currency=newcomer.currency,
        is_another=newcomer.is_another,
    )
    account_id = add_person(person)
    return db.scalars(select(Learner.id).where(Learner.account_user_id == account_id)).one()
