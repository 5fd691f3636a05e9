"""Fetches a row under a lock, or says that it is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select

from corved.database.session import db
from corved.models import Base, Learner, Match, Package, Request, Session, User
from corved.problems import NotHere

CLOSURES_LOCK = 0x636C6F73  # the number is free; both sides only have to use the same
Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class Course:
    """A match with its request and learner."""

    match: Match
    request: Request
    learner: Learner


def locked_course(match_id: UUID) -> Course:
    """The match and its request, and the time of its tutor and of its learner: who plans for one of them waits.

    It also waits for a closure that is being added or removed, and the closure for it: what is read afterwards is so.
    Every use case that creates or retimes several sessions begins with it, always in this order, so that two of them
    neither overlook each other nor wait for each other in a circle.
    """
    query = (
        select(Match, Request, Learner, func.pg_advisory_xact_lock_shared(CLOSURES_LOCK))
        .join(Request, Request.id == Match.request_id)
        .join(Learner, Learner.id == Request.learner_id)
        .join(User, User.id == Match.tutor_user_id)
        .where(Match.id == match_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = db.execute(query).one_or_none()
    if found is None:
        raise NotHere
    return Course(*found[:3])


def lock_closures() -> None:
    """Nobody plans while days are being closed or opened."""
    db.execute(select(func.pg_advisory_xact_lock(CLOSURES_LOCK)))


def locked_match(match_id: UUID) -> Match:
    return _locked(Match, match_id)


def locked_package(package_id: UUID) -> Package:
    return _locked(Package, package_id)


def locked_session(session_id: UUID) -> Session:
    return _locked(Session, session_id)


def _locked(kind: type[Row], row_id: UUID) -> Row:
    """The row as it is now, `for update`; NotHere when it does not exist or is not the caller's to see."""
    query = select(kind).where(kind.__table__.c.id == row_id).with_for_update()
    row = db.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotHere
    return row
