"""Gives a locked course to another tutor for good, as every such act does."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select, text, update

from corved import clock
from corved.audit import record
from corved.database.session import db
from corved.models import Match, Request, Session, UserRole
from corved.problems import Problem
from corved.queries.timetable.match_calendar import match_calendar
from corved.scheduling.local_time import local_date
from corved.use_cases.enrolment.steps import refuse_unapproved
from corved.use_cases.matches.handover_steps import hand_over, refuse_known_link, refuse_leave
from corved.use_cases.timetable.locked_match import LockedMatch

LINK = text("select k.meet_link from meet_links k where k.match_id = :match_id and k.tutor_user_id = :tutor_id")


def reassign(course: LockedMatch, tutor_id: UUID, since: date, meet_link: str | None) -> list[Session]:
    """Give the course and its sessions to come from a day on to a tutor, and return these sessions.

    since: a date in the schedule's zone. Raises Problem (not a tutor, the same one, not approved, a course that is
    over, on leave), Clash naming every session in the way.
    """
    if course.status == "ended":
        raise Problem("This course has ended. Its tutor cannot change.")
    if tutor_id == course.tutor_id:
        raise Problem(f"{course.tutor} is the tutor already. Choose another.", "tutor")
    if db.get(UserRole, (tutor_id, "tutor")) is None:
        raise Problem("Choose a tutor.", "tutor")
    request = db.get_one(Request, course.request_id)
    refuse_unapproved(tutor_id, request.subject_id, request.level_id, "tutor")
    if meet_link is not None:
        refuse_known_link(course, meet_link)
    else:  # a substitute keeps the one they have
        meet_link = db.scalar(LINK, {"match_id": course.match_id, "tutor_id": tutor_id})
    sessions = sessions_from(course.match_id, tutor_id, since)
    if sessions:
        refuse_leave([each for each in sessions if not each.needs_new_time], tutor_id)
        hand_over(sessions, course, tutor_id)
    db.flush()  # the sessions first: the link of a tutor before goes with his last one
    changed = {"tutor_user_id": tutor_id, "tutor_since": since, "meet_link": meet_link}
    db.execute(update(Match).where(Match.id == course.match_id).values(changed))
    details = {
        "from": str(course.tutor_id),
        "to": str(tutor_id),
        "since": since.isoformat(),
        "link_retired": course.meet_link,
        "link": meet_link,
        "sessions": [str(each.id) for each in sessions],
    }
    record("match.tutor_changed", match_id=course.match_id, details=details)
    return sessions


def sessions_from(match_id: UUID, tutor_id: UUID, since: date) -> list[Session]:
    """Lock and return what a tutor does not teach yet of a course: sessions to come from a day on.

    Also what waits for a new time, whenever it was to be.
    """
    waits = and_(Session.needs_new_time, Session.settled_as.is_(None))
    is_ahead = and_(Session.scheduled_start_utc > clock.now(), Session.status.in_(("scheduled", "rescheduled")))
    coming = select(Session).where(
        Session.match_id == match_id, Session.tutor_user_id != tutor_id, or_(waits, is_ahead)
    )
    timetable = match_calendar(match_id).timetable
    zone = timetable.on(since).timezone if timetable else None
    return [
        each
        for each in db.scalars(coming.order_by(Session.id).with_for_update())
        if each.needs_new_time or local_date(each.scheduled_start_utc, zone or each.timezone) >= since
    ]
