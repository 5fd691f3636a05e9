"""Gives the courses of a tutor who leaves to others, all in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import current_user_id, db, transaction
from corved.models import Handover, Match, Session
from corved.problems import Changed, Problem
from corved.queries.closures.closures import leave_of
from corved.queries.timetable.busy_times import Slot, busy_times
from corved.use_cases.matches.reassignment import reassign, sessions_from
from corved.use_cases.timetable.locked_match import lock_people, locked_match
from corved.use_cases.timetable.retime_session import without_a_time


@dataclass(frozen=True)
class GivenCourse:
    """A course and who gets it. meet_link: None to set it later."""

    match_id: UUID
    tutor_id: UUID
    meet_link: str | None = None


@dataclass(frozen=True)
class GivenAway:
    """What was given away: courses, their sessions, and how many of these wait for another time now."""

    id: UUID
    courses: int
    sessions: int
    set_aside: int


@again_on_deadlock
def give_courses(*, tutor_id: UUID, courses: Sequence[GivenCourse], since: date) -> GivenAway:
    """Give courses of a tutor to others from a day on, each with its times; return what went.

    since: a date in each schedule's zone. A session that its new tutor cannot teach at its time waits for another. All
    go, or none. Raises Problem (as reassign_tutor does), Clash, Changed where a course has another tutor by now.
    """
    if not courses:
        raise Problem("Choose a tutor for at least one course.", "courses")
    with transaction():
        kept = [_give(each, tutor_id, since) for each in sorted(courses, key=lambda each: str(each.match_id))]
        handover = Handover(
            tutor_user_id=tutor_id,
            since=since,
            courses=kept,
            created_at=clock.now(),
            created_by_user_id=current_user_id(),
        )
        db.add(handover)
        db.flush()
        record("tutor.courses_given", entity_id=tutor_id, details={"since": since.isoformat(), "courses": len(kept)})
    sessions = [session for each in kept for session in each["sessions"]]
    waiting = sum(each["after"]["needs_new_time"] and not each["before"]["needs_new_time"] for each in sessions)
    return GivenAway(handover.id, len(kept), len(sessions), waiting)


def _give(given: GivenCourse, tutor_id: UUID, since: date) -> dict[str, Any]:
    """Give one course away, and return what is needed to take it back."""
    course = locked_match(given.match_id)
    lock_people(given.tutor_id)
    if course.tutor_id != tutor_id:
        raise Changed("A course got another tutor in the meantime. Check the list again. Nothing was changed.")
    match = db.scalars(select(Match).where(Match.id == given.match_id).execution_options(populate_existing=True)).one()
    before = {"tutor_since": match.tutor_since and match.tutor_since.isoformat(), "meet_link": match.meet_link}
    sessions = sessions_from(given.match_id, given.tutor_id, since)
    states = {each.id: (str(each.tutor_user_id), each.state()) for each in sessions}
    for each in sessions:
        if not each.needs_new_time and _is_in_the_way(each, given.tutor_id):
            _set_aside(each)
    db.flush()
    reassign(course, given.tutor_id, since, given.meet_link)
    return {
        "match_id": str(given.match_id),
        "to": str(given.tutor_id),
        "before": before,
        "sessions": [
            {"id": str(each.id), "tutor": states[each.id][0], "before": states[each.id][1], "after": each.state()}
            for each in sessions
        ],
    }


def _is_in_the_way(session: Session, tutor_id: UUID) -> bool:
    if any(leave.covers(session.scheduled_start_utc) for leave in leave_of(tutor_id)):
        return True
    start, end = session.scheduled_start_utc, session.scheduled_end_utc
    return bool(busy_times(Slot(tutor_id, session.learner_id, start, end, (session.id,))))


def _set_aside(session: Session) -> None:
    before = session.state()
    without_a_time(session)
    record(
        "session.set_aside",
        match_id=session.match_id,
        session_id=session.id,
        reason="Its new tutor is not free then",
        details={"from": before, "to": session.state()},
    )
