"""The steps from a request to a match, each inside the transaction of its caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text

from corved import clock
from corved.audit import record
from corved.database.session import db
from corved.models import (
    Learner,
    Level,
    Match,
    MonthSize,
    Package,
    Request,
    Subject,
    TutorProfile,
    User,
    UserRole,
)
from corved.problems import NotHere, Problem
from corved.scheduling.request_states import step
from corved.scheduling.windows import Window, WindowKind
from corved.use_cases.enrolment.pricing import AgreedPrice, agree_on_price, currency_of
from corved.values.money import money


@dataclass(frozen=True)
class Wish:
    """What a learner is to learn.

    availability: WeeklyHours.to_json, with its zone.
    """

    learner_id: UUID
    subject_id: UUID
    level_id: UUID
    board: str = ""
    goals: str = ""
    preferred_start: date | None = None
    availability: tuple[Any, ...] = ()


def refuse_twice(learner_id: UUID, subject_id: UUID, level_id: UUID) -> None:
    """Raise Problem if the learner has an open request for the same subject already.

    It would be a second press, or a repeated import.
    """
    db.execute(select(Learner.id).where(Learner.id == learner_id).with_for_update())
    same = select(Request.id).where(
        Request.learner_id == learner_id,
        Request.subject_id == subject_id,
        Request.level_id == level_id,
        Request.status != "ended",
    )
    if db.scalar(same.limit(1)) is not None:
        raise twice(db.get_one(Learner, learner_id).full_name, db.get_one(Subject, subject_id).name)


def twice(learner: str, subject: str) -> Problem:
    return Problem(f"{learner} has a course in {subject} at this level already. Continue with that course.", "subject")


def add_request(wish: Wish) -> Request:
    """Add a request. Raises Problem for a subject or level that the academy offers no more."""
    refuse_retired(Subject, wish.subject_id, "subject")
    refuse_retired(Level, wish.level_id, "level")
    request = new_request(wish)
    db.flush()
    return request


def refuse_retired(kind: type[Subject] | type[Level], key: UUID, field: str) -> None:
    """Raise Problem for what is offered for no new course; nobody can retire it until this transaction ends."""
    offer: Any = db.get(kind, key, with_for_update={"read": True}, populate_existing=True)
    if offer is None or offer.retired_at is not None:
        raise Problem(f"{offer.name} is retired. Choose another {field}." if offer else f"Choose the {field}.", field)


def new_request(wish: Wish) -> Request:
    """Add a request to the session, without writing it."""
    request = Request(
        id=uuid4(),
        learner_id=wish.learner_id,
        subject_id=wish.subject_id,
        level_id=wish.level_id,
        board=wish.board.strip() or None,
        goals=wish.goals.strip() or None,
        preferred_start=wish.preferred_start,
        availability=list(wish.availability),
        status="new",
        created_at=clock.now(),
    )
    db.add(request)
    record("request.opened", entity_id=request.id)
    return request


def locked_request(request_id: UUID) -> Request:
    query = select(Request).where(Request.id == request_id).with_for_update()
    request = db.scalar(query.execution_options(populate_existing=True))
    if request is None:
        raise NotHere
    return request


def package_of_request(request_id: UUID, package_id: UUID) -> Package:
    """Return a package of the request, locked. Raises NotHere, also for another request's and a cancelled one."""
    query = select(Package).where(
        Package.id == package_id, Package.request_id == request_id, Package.cancelled_at.is_(None)
    )
    package = db.scalar(query.with_for_update().execution_options(populate_existing=True))
    if package is None:
        raise NotHere
    return package


def take_step(request: Request, how: str) -> None:
    """Change a request's status by one step of the table, and write it at once.

    The database then checks each step.
    """
    request.status = step(how, request.status)
    db.flush()


@dataclass(frozen=True)
class Terms:
    """What is agreed when a month is sold.

    price: in the minor unit of the family's currency, 0 for nothing to pay; None for what the course's last month of
    this size cost, else the price list's. price_reason: needed for another price than the list's. held_before: of its
    sessions, how many were held before CorvEd.
    """

    tier: int
    first: date
    kind: WindowKind = WindowKind.ONE_MONTH
    price: int | None = None
    price_reason: str = ""
    held_before: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.held_before < self.tier:
            raise Problem(f"Enter 0 to {self.tier - 1} sessions that were done before CorvEd.", "held_before")


def add_package(request: Request, terms: Terms) -> Package:
    """Sell a month. Its price is kept with it: a later price list does not change it."""
    if request.status == "ended":
        raise Problem("This course has ended. Enrol the learner again.")
    same = select(Package.id).where(Package.request_id == request.id, Package.tier == terms.tier)
    if db.scalar(same.limit(1)) is None:
        refuse_size(terms.tier)
    currency = currency_of(request.learner_id)
    agreed = agree_on_price(request.id, currency, sessions=terms.tier, price=terms.price, reason=terms.price_reason)
    package = new_package(request, terms, agreed)
    db.flush()
    if package.price == 0:
        follow_money(request)
    return package


def refuse_size(sessions: int) -> None:
    """Raise Problem unless the academy offers months of this size. A course keeps the sizes that it had."""
    size = db.get(MonthSize, sessions, with_for_update={"read": True})
    if size is None or size.retired_at is not None:
        raise Problem(f"The academy offers no months of {sessions} sessions. Add the size in Settings first.", "tier")


def new_package(request: Request, terms: Terms, agreed: AgreedPrice) -> Package:
    """Add a month that is sold to the session, without writing it."""
    window: Window = terms.kind.window(terms.first)
    package = Package(
        id=uuid4(),
        request_id=request.id,
        tier=terms.tier,
        start_date=window.first,
        end_date=window.last,
        window_kind=terms.kind,
        price=agreed.price,
        currency=agreed.currency,
        held_before=terms.held_before,
        status="pending",
        created_at=clock.now(),
    )
    db.add(package)
    request.status = step("sell", request.status)
    price = None if agreed.price is None else money(agreed.price, agreed.currency)
    details = {"tier": terms.tier, "window": terms.kind, "price": price, "held_before": terms.held_before}
    record("package.sold", entity_id=package.id, reason=agreed.reason or None, details=details)
    return package


def has_next(package: Package) -> bool:
    """Say whether a later month of the same request is sold."""
    later = select(Package.id).where(
        Package.request_id == package.request_id,
        Package.start_date > package.end_date,
        Package.cancelled_at.is_(None),
    )
    return db.scalar(later.limit(1)) is not None


BEFORE_A_MATCH = ("new", "payment_pending", "ready_to_match")
MONTHS = text(
    """
    select p.id, p.status, y.is_paid, exists (select 1 from sessions s where s.package_id = p.id) as has_sessions
    from packages p join package_money y on y.id = p.id
    where p.request_id = :id and p.cancelled_at is null
    """
)


def follow_money(request: Request) -> None:
    """Bring the status of a request without a match, and of its months without sessions, in line with their money.

    For after every act on either: a month waits for its payment until it is paid, and again after a refund or a higher
    price.
    """
    db.flush()
    months = db.execute(MONTHS, {"id": request.id}).all()
    states = {}
    for month in months:
        waits = month.status in ("pending", "active") and not month.has_sessions
        states[month.id] = ("active" if month.is_paid else "pending") if waits else month.status
        if states[month.id] != month.status:
            db.get_one(Package, month.id).status = states[month.id]
    if request.status in BEFORE_A_MATCH:
        wanted = "ready_to_match" if "active" in states.values() else "payment_pending" if months else "new"
        while request.status != wanted:
            forward = BEFORE_A_MATCH.index(request.status) < BEFORE_A_MATCH.index(wanted)
            at = BEFORE_A_MATCH.index(request.status)
            take_step(request, ("sell", "pay")[at] if forward else ("", "cancel", "refund")[at])
    db.flush()


def add_match(request: Request, tutor_id: UUID, meet_link: str | None = None) -> Match:
    if (
        db.get(UserRole, (tutor_id, "tutor")) is None
        or not db.get_one(User, tutor_id, populate_existing=True).is_active
    ):
        raise Problem("Choose a tutor.", "tutor")
    refuse_unapproved(tutor_id, request.subject_id, request.level_id, "tutor")
    if request.status not in ("new", "payment_pending", "ready_to_match"):
        raise Problem("This course has a tutor already.", "tutor")
    match = new_match(request, tutor_id, meet_link)
    db.flush()
    record("match.made", match_id=match.id, details={"tutor_user_id": str(tutor_id)})
    return match


TEACHES = text(
    """
    select exists (select from tutor_levels
                   where tutor_id = :tutor_id and subject_id = :subject_id and level_id = :level_id)
    """
)


def refuse_unapproved(tutor_id: UUID, subject_id: UUID, level_id: UUID, field: str) -> None:
    """Raise Problem unless the tutor is approved for the subject at this level. The database refuses it, too."""
    profile = db.get(TutorProfile, tutor_id)
    teaches = db.scalar(TEACHES, {"tutor_id": tutor_id, "subject_id": subject_id, "level_id": level_id})
    if profile is not None and profile.is_approved and teaches:
        return
    name, subject = db.get_one(User, tutor_id).full_name, db.get_one(Subject, subject_id).name
    what = f"{subject}, {db.get_one(Level, level_id).name}"
    raise Problem(f"{name} is not approved for {what}. Approve them on their page under Tutors first.", field)


def new_match(request: Request, tutor_id: UUID, meet_link: str | None) -> Match:
    """Add a match to the session, without writing or recording it."""
    match = Match(id=uuid4(), request_id=request.id, tutor_user_id=tutor_id, meet_link=meet_link, status="matched")
    db.add(match)
    request.status = step("match", request.status)
    return match
