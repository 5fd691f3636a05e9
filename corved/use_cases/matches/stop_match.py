"""Pauses or ends a match: its request, and its upcoming sessions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Match, Package, Request, Session
from corved.problems import Changed, Problem
from corved.scheduling.request_states import may
from corved.scheduling.rescheduling import is_untouched
from corved.use_cases.timetable.locked_match import locked_match
from corved.use_cases.timetable.retime_session import without_a_time

STOPS = {"paused": "pause", "ended": "end"}


@dataclass(frozen=True)
class Stopped:
    """What pausing or ending a match did to its sessions.

    removed: untouched upcoming sessions. set_aside: moved ones, which wait for a time as make-ups.
    """

    removed: int
    set_aside: int


@again_on_deadlock
def stop_match(*, match_id: UUID, status: str, reason: str = "", seen: int | None = None) -> Stopped:
    """Pause or end a match and its request. Held and marked sessions stay as they are.

    status: `paused` or `ended`. seen: how many upcoming sessions the admin was told it removes; another number is
    refused (Changed). Raises Problem when the match has that status already, or is ended, NotHere.
    """
    if status not in STOPS:
        raise ValueError(status)
    with transaction():
        course = locked_match(match_id)
        if not may(STOPS[status], course.status):
            raise Problem(f"This match is {course.status} already.")
        removed, set_aside = _coming(match_id)
        if seen is not None and seen != len(removed) + len(set_aside):
            raise Changed(f"This would take away {len(removed) + len(set_aside)} sessions now, not {seen}. Look again.")
        for each in removed:
            db.delete(each)
        for each in set_aside:
            before = each.state()
            without_a_time(each)
            record(
                "session.set_aside",
                match_id=match_id,
                session_id=each.id,
                details={"from": before, "to": each.state()},
            )
        for package_id in {each.package_id for each in removed}:
            db.get_one(Package, package_id, with_for_update=True).withdrawn_at = clock.now()
        db.get_one(Match, match_id).status = status
        db.get_one(Request, course.request_id, with_for_update=True).status = status
        record(
            f"match.{status}",
            match_id=match_id,
            reason=reason.strip() or None,
            details={
                "from": course.status,
                "to": status,
                "removed": [each.state() for each in removed],
                "set_aside": [str(each.id) for each in set_aside],
            },
        )
    return Stopped(len(removed), len(set_aside))


def _coming(match_id: UUID) -> tuple[list[Session], list[Session]]:
    """Return the (untouched, touched) upcoming sessions that hold their time."""
    query = select(Session).where(
        Session.match_id == match_id,
        Session.scheduled_start_utc > clock.now(),
        Session.is_to_come,
    )
    found = db.scalars(query.order_by(Session.id).with_for_update().execution_options(populate_existing=True)).all()
    untouched = {
        each.id
        for each in found
        if is_untouched(each.status, each.original_start_utc, is_make_up=each.makes_up_id is not None)
    }
    return [each for each in found if each.id in untouched], [each for each in found if each.id not in untouched]
