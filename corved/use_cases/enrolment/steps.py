"""The steps from a request to a match, each inside the transaction of its caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db
from corved.models import Learner, Match, Package, Payment, Request, Subject, User, UserRole
from corved.problems import Changed, NotHere, Problem
from corved.scheduling.request_states import step
from corved.scheduling.windows import Window, WindowKind


@dataclass(frozen=True)
class Wish:
    """What a learner is to learn.

    level: o_level or a_level. availability: WeeklyHours.to_json, with its zone.
    """

    learner_id: UUID
    subject_id: UUID
    level: str
    board: str = ""
    goals: str = ""
    preferred_start: date | None = None
    availability: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Money:
    """A payment to record.

    amount_pkr: whole rupees. status: paid or rejected.
    """

    amount_pkr: int
    paid_on: date
    bank_reference: str = ""
    note: str = ""
    status: str = "paid"


def refuse_twice(learner_id: UUID, subject_id: UUID, level: str) -> None:
    """Raise Problem if the learner has an open request for the same subject already.

    It would be a second press, or a repeated import.
    """
    db.execute(select(Learner.id).where(Learner.id == learner_id).with_for_update())
    same = select(Request.id).where(
        Request.learner_id == learner_id,
        Request.subject_id == subject_id,
        Request.level == level,
        Request.status != "ended",
    )
    if db.scalar(same.limit(1)) is not None:
        name, subject = db.get_one(Learner, learner_id).full_name, db.get_one(Subject, subject_id).name
        raise Problem(f"{name} has a request for {subject} at this level already. Go on with that one.", "subject")


def add_request(wish: Wish) -> Request:
    request = Request(
        learner_id=wish.learner_id,
        subject_id=wish.subject_id,
        level=wish.level,
        board=wish.board.strip() or None,
        goals=wish.goals.strip() or None,
        preferred_start=wish.preferred_start,
        availability=list(wish.availability),
    )
    request.status, request.created_at = "new", clock.now()
    db.add(request)
    db.flush()
    record("request.opened", entity_id=request.id)
    return request


def locked_request(request_id: UUID) -> Request:
    query = select(Request).where(Request.id == request_id).with_for_update()
    request = db.scalar(query.execution_options(populate_existing=True))
    if request is None:
        raise NotHere
    return request


def take_step(request: Request, how: str) -> None:
    """Change a request's status by one step of the table, and write it at once.

    The database then checks each step.
    """
    request.status = step(how, request.status)
    db.flush()


def add_package(request: Request, tier: int, first: date, kind: WindowKind) -> Package:
    if request.status == "ended":
        raise Problem("This request is ended. Open a new one.")
    window: Window = kind.window(first)
    package = Package(request_id=request.id, tier=tier, start_date=window.first, end_date=window.last, window_kind=kind)
    package.status, package.created_at = "pending", clock.now()
    db.add(package)
    db.flush()
    take_step(request, "sell")
    record("package.sold", entity_id=package.id, details={"tier": tier, "window": kind})
    return package


def pay(request: Request, package: Package, money: Money) -> None:
    """Record a payment. One that was rejected changes nothing else."""
    if request.status == "ended":
        raise Problem("This request is ended. Its packages take no payment.")
    if db.scalar(text("select exists (select 1 from paid_packages where id = :id)"), {"id": package.id}):
        raise Changed("This package is paid already. Nothing was recorded.")
    db.add(
        Payment(
            package_id=package.id,
            amount_pkr=money.amount_pkr,
            paid_on=money.paid_on,
            bank_reference=money.bank_reference,
            note=money.note,
            status=money.status,
            created_by_user_id=current_user_id(),
            created_at=clock.now(),
        )
    )
    if money.status == "paid":
        if package.status == "pending":
            package.status = "active"
        take_step(request, "pay")
    action = "package.paid" if money.status == "paid" else "package.payment_rejected"
    record(action, entity_id=package.id, details={"amount_pkr": money.amount_pkr})


def add_match(request: Request, tutor_id: UUID, meet_link: str | None = None) -> Match:
    if (
        db.get(UserRole, (tutor_id, "tutor")) is None
        or not db.get_one(User, tutor_id, populate_existing=True).is_active
    ):
        raise Problem("Choose somebody who teaches.", "tutor")
    if request.status not in ("new", "payment_pending", "ready_to_match"):
        raise Problem("This request has a tutor already.", "tutor")
    match = Match(request_id=request.id, tutor_user_id=tutor_id, meet_link=meet_link)
    match.status = "matched"
    db.add(match)
    db.flush()
    take_step(request, "match")
    record("match.made", match_id=match.id, details={"tutor_user_id": str(tutor_id)})
    return match
