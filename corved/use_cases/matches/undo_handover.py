"""Takes courses back that went to others when a tutor was to leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Handover, Match, Session
from corved.problems import Changed, NotHere
from corved.queries.closures.closures import before_it, is_as_left
from corved.use_cases.matches.handover_steps import hand_over
from corved.use_cases.timetable.locked_match import LockedMatch, lock_people, locked_match
from corved.use_cases.timetable.retime_session import touch


@dataclass(frozen=True)
class Undone:
    """What the undo did. stayed: sessions to come that are still with a new tutor, as a substitute's."""

    courses: int
    stayed: int


@again_on_deadlock
def undo_handover(*, handover_id: UUID) -> Undone:
    """Give every course of the act back to its tutor, with its link and its sessions as they were.

    A session that was marked, moved, begun or created since stays. All come back, or none: raises Changed where a
    course has another tutor by now or the act is undone, Clash where the tutor teaches something else by now, NotHere.
    """
    with transaction():
        handover = db.get(Handover, handover_id, with_for_update=True, populate_existing=True)
        if handover is None:
            raise NotHere
        if handover.undone_at is not None:
            raise Changed("This is undone already. Nothing was changed.")
        stayed = sum(_take_back(kept, handover.tutor_user_id) for kept in handover.courses)
        handover.undone_at = clock.now()
        record("tutor.courses_taken_back", entity_id=handover.tutor_user_id, details={"courses": len(handover.courses)})
    return Undone(len(handover.courses), stayed)


def _take_back(kept: dict[str, Any], tutor_id: UUID) -> int:
    """Take one course back, and return how many of its sessions to come stay with the other tutor."""
    course = locked_match(UUID(kept["match_id"]))
    lock_people(tutor_id)
    if str(course.tutor_id) != kept["to"]:
        raise Changed(f"{course.learner} has another tutor since then. Change the tutors one by one.")
    states = {UUID(each["id"]): each for each in kept["sessions"]}
    wanted = select(Session).where(Session.id.in_(list(states))).order_by(Session.id).with_for_update()
    back = []
    for session in db.scalars(wanted.execution_options(populate_existing=True)):
        if _is_as_left(session, states[session.id], kept["to"]):
            back.append(session)
    _restore(back, course, states)
    match = db.get_one(Match, course.match_id, populate_existing=True)
    before = kept["before"]
    since = before["tutor_since"] and date.fromisoformat(before["tutor_since"])
    details = {
        "from": kept["to"],
        "to": str(tutor_id),
        "since": clock.now().date().isoformat(),
        "link_retired": match.meet_link,
        "link": before["meet_link"],
        "sessions": [str(each.id) for each in back],
    }
    match.tutor_user_id, match.tutor_since, match.meet_link = tutor_id, since, before["meet_link"]
    db.flush()
    record("match.tutor_changed", match_id=course.match_id, details=details)
    theirs = select(Session).where(
        Session.match_id == course.match_id,
        Session.tutor_user_id == UUID(kept["to"]),
        Session.scheduled_start_utc > clock.now(),
        Session.is_to_come,
    )
    return len(db.scalars(theirs).all())


def _is_as_left(session: Session, kept: dict[str, Any], to: str) -> bool:
    is_left = is_as_left(kept["after"], session.status, session.needs_new_time, session.time, session.settled_as)
    waited = kept["before"]["needs_new_time"] and kept["after"]["needs_new_time"]
    is_ahead = waited or before_it(kept["before"]).start > clock.now()
    return is_left and str(session.tutor_user_id) == to and is_ahead


def _restore(sessions: list[Session], course: LockedMatch, states: dict[UUID, dict[str, Any]]) -> None:
    """Give the sessions back to who taught each, and a time back to those that lost it."""
    by_tutor: dict[UUID, list[Session]] = {}
    for each in sessions:
        by_tutor.setdefault(UUID(states[each.id]["tutor"]), []).append(each)
    for tutor_id, found in by_tutor.items():
        hand_over(found, course, tutor_id)
        for each in found:
            _put_back(each, states[each.id]["before"])
        db.flush()


def _put_back(session: Session, before: dict[str, Any]) -> None:
    if (before["status"], before["needs_new_time"]) == (session.status, session.needs_new_time):
        return
    now_it_is = session.state()
    session.status, session.needs_new_time = before["status"], before["needs_new_time"]
    session.marked_at = datetime.fromisoformat(before["marked_at"]) if before["marked_at"] else None
    session.marked_by_user_id = UUID(before["marked_by_user_id"]) if before["marked_by_user_id"] else None
    touch(session)
    record(
        "session.put_back",
        match_id=session.match_id,
        session_id=session.id,
        reason="The change of tutors was undone",
        details={"from": now_it_is, "to": session.state()},
    )
