"""Loads a row under a lock, or says that it is not there."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from corved.database.session import db
from corved.models import Base, Match, Package, Session
from corved.problems import NotHere

Row = TypeVar("Row", bound=Base)


def locked_match(match_id: UUID) -> Match:
    return _locked(Match, match_id)


def locked_package(package_id: UUID) -> Package:
    return _locked(Package, package_id)


def locked_session(session_id: UUID) -> Session:
    return _locked(Session, session_id)


def _locked(kind: type[Row], row_id: UUID) -> Row:
    """Return the row as it is now, `for update`.

    Raises NotHere when it does not exist, or the caller may not see it.
    """
    query = select(kind).where(kind.__table__.c.id == row_id).with_for_update()
    row = db.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotHere
    return row
