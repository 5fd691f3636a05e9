"""Gives one course to another tutor for good, and keeps what is needed to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db
from corved.models import Handover, Match, Session
from corved.queries.closures.closures import leave_of
from corved.queries.timetable.busy_times import Slot, busy_times
from corved.use_cases.matches.reassignment import reassign, sessions_from
from corved.use_cases.timetable.locked_match import LockedMatch
from corved.use_cases.timetable.retime_session import without_a_time


@dataclass(frozen=True)
class GivenCourse:
    """A course and who gets it. meet_link: None to set it later."""

    match_id: UUID
    tutor_id: UUID
    meet_link: str | None = None


def give_course(course: LockedMatch, given: GivenCourse, since: date, *, sets_aside: bool) -> dict[str, Any]:
    """Give a locked course away, and return an entry of Handover.courses.

    sets_aside: a session that its new tutor cannot teach at its time waits for another; else it raises Clash, or
    Problem for a leave. Raises as `reassign` does.
    """
    match = db.scalars(select(Match).where(Match.id == given.match_id).execution_options(populate_existing=True)).one()
    before = {"tutor_since": match.tutor_since and match.tutor_since.isoformat(), "meet_link": match.meet_link}
    sessions = sessions_from(given.match_id, given.tutor_id, since)
    states = {each.id: (str(each.tutor_user_id), each.state()) for each in sessions}
    if sets_aside:
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


def keep_handover(tutor_id: UUID, since: date, kept: Sequence[dict[str, Any]]) -> Handover:
    """Keep what was given away in one act, so that it can be undone in one."""
    handover = Handover(
        tutor_user_id=tutor_id,
        since=since,
        courses=list(kept),
        created_at=clock.now(),
        created_by_user_id=current_user_id(),
    )
    db.add(handover)
    db.flush()
    return handover


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
