"""Gives some sessions of a course to another tutor, or back to the course's own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select

from corved import clock
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import Changed, Problem
from corved.use_cases.matches.handover_steps import give_sessions
from corved.use_cases.timetable.locked_match import lock_people, locked_match


@again_on_deadlock
def substitute_tutor(
    *, match_id: UUID, session_ids: Sequence[UUID], tutor_id: UUID, meet_link: str | None = None
) -> int:
    """Let a tutor teach these sessions, to come or waiting for a time; return how many. The course keeps its own tutor.

    tutor_id: the course's own tutor takes them back. meet_link: of the sessions with the substitute; None leaves the
    link they have, if any. Raises Problem (not a tutor, not approved, on leave, a course that is over), Clash naming
    every session in the way, Changed where a session was marked, moved away or given to them meanwhile, NotHere.
    """
    with transaction():
        course = locked_match(match_id)
        lock_people(tutor_id)
        if course.status == "ended":
            raise Problem("This course has ended. Its tutor cannot change.")
        if not session_ids:
            raise Problem("Choose at least one session.", "sessions")
        sessions = _locked(match_id, session_ids, tutor_id)
        give_sessions(course, sessions, tutor_id, meet_link=meet_link if tutor_id != course.tutor_id else None)
    return len(sessions)


def _locked(match_id: UUID, session_ids: Sequence[UUID], tutor_id: UUID) -> Sequence[Session]:
    wanted = select(Session).where(
        Session.match_id == match_id,
        Session.id.in_(session_ids),
        Session.tutor_user_id != tutor_id,
        or_(
            and_(Session.scheduled_start_utc > clock.now(), Session.is_to_come),
            and_(Session.needs_new_time, Session.settled_as.is_(None)),
        ),
    )
    sessions = db.scalars(wanted.order_by(Session.id).with_for_update()).all()
    if len(sessions) != len(set(session_ids)):
        raise Changed("A session was changed in the meantime. Check the list again. Nothing was changed.")
    return sessions
