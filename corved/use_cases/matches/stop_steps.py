"""Removing the sessions to come of a package or a match, inside the transaction of its caller."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from corved import clock
from corved.audit import record
from corved.database.session import db
from corved.models import Match, Package, Request, Session
from corved.problems import Changed, Problem
from corved.scheduling.request_states import may
from corved.scheduling.rescheduling import is_untouched
from corved.use_cases.timetable.locked_match import LockedMatch, set_status
from corved.use_cases.timetable.retime_session import without_a_time

STOPS = {"paused": "pause", "ended": "end"}


@dataclass(frozen=True)
class Withdrawal:
    removed: int
    kept: int


@dataclass(frozen=True)
class Stopped:
    """What pausing or ending a match did to its sessions.

    removed: untouched upcoming sessions. set_aside: moved ones, which wait for a time as make-ups.
    """

    removed: int
    set_aside: int


def withdraw(course: LockedMatch, package: Package, *, reason: str = "", seen: int | None = None) -> Withdrawal:
    """Delete the package's untouched sessions to come. See withdraw_sessions."""
    now = clock.now()
    mine = select(Session).where(Session.match_id == course.match_id, Session.package_id == package.id)
    sessions = db.scalars(mine.order_by(Session.id).with_for_update()).all()
    going = [each for each in sessions if _is_untouched(each) and each.scheduled_start_utc > now]
    if seen is not None and seen != len(going):
        raise Changed(f"The number of sessions to delete is now {len(going)}, not {seen}. Check again, then delete.")
    for each in going:
        db.delete(each)
    db.flush()
    if going and not db.scalar(select(func.count()).where(Session.match_id == course.match_id)):
        set_status(course, "matched")
    if going:
        package.withdrawn_at = now
        record(
            "sessions.withdrawn",
            match_id=course.match_id,
            entity_id=package.id,
            reason=reason.strip() or None,
            details={"removed": [each.state() for each in going], "kept": len(sessions) - len(going)},
        )
    return Withdrawal(len(going), len(sessions) - len(going))


def stop(course: LockedMatch, status: str, *, reason: str = "", seen: int | None = None) -> Stopped:
    """Pause or end a match and its request. See stop_match."""
    if not may(STOPS[status], course.status):
        raise Problem(f"This course is {course.status} already.")
    removed, set_aside = _coming(course.match_id)
    if seen is not None and seen != len(removed) + len(set_aside):
        raise Changed(f"Upcoming sessions: {len(removed) + len(set_aside)} now, not {seen}. Check again.")
    for each in removed:
        db.delete(each)
    for each in set_aside:
        before = each.state()
        without_a_time(each)
        record(
            "session.set_aside",
            match_id=course.match_id,
            session_id=each.id,
            details={"from": before, "to": each.state()},
        )
    for package_id in {each.package_id for each in removed}:
        db.get_one(Package, package_id, with_for_update=True).withdrawn_at = clock.now()
    db.get_one(Match, course.match_id).status = status
    db.get_one(Request, course.request_id, with_for_update=True).status = status
    record(
        f"match.{status}",
        match_id=course.match_id,
        reason=reason.strip() or None,
        details={
            "from": course.status,
            "to": status,
            "removed": [each.state() for each in removed],
            "set_aside": [str(each.id) for each in set_aside],
        },
    )
    return Stopped(len(removed), len(set_aside))


def _is_untouched(each: Session) -> bool:
    return is_untouched(each.status, each.original_start_utc, is_make_up=each.makes_up_id is not None)


def _coming(match_id: UUID) -> tuple[list[Session], list[Session]]:
    """Return the (untouched, touched) upcoming sessions that hold their time."""
    query = select(Session).where(
        Session.match_id == match_id,
        Session.scheduled_start_utc > clock.now(),
        Session.is_to_come,
    )
    found = db.scalars(query.order_by(Session.id).with_for_update().execution_options(populate_existing=True)).all()
    return [each for each in found if _is_untouched(each)], [each for each in found if not _is_untouched(each)]
