"""Gives a match another tutor from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Match, Request, Session, UserRole
from corved.problems import Changed, Problem
from corved.queries.timetable.match_calendar import match_calendar
from corved.scheduling.local_time import local_date
from corved.use_cases.enrolment.steps import refuse_unapproved
from corved.use_cases.matches.handover_steps import hand_over, refuse_leave
from corved.use_cases.matches.meet_link_validation import refuse_bad_link
from corved.use_cases.timetable.locked_match import lock_people, locked_match


@again_on_deadlock
def reassign_tutor(
    *, match_id: UUID, tutor_id: UUID, since: date, meet_link: str | None = None, seen: UUID | None = None
) -> int:
    """Hand the upcoming sessions from that day on, a date in the schedule's zone, to the new tutor; return how many.

    meet_link: of the sessions with the new tutor; None to set it later. The present link stays with the sessions that
    the earlier tutor still holds, and nowhere else. seen: the tutor that the admin's page showed. Raises Problem (not a
    tutor, the same one, a match that is over, on leave), Clash naming every session of the new tutor in the way,
    Changed, NotHere.
    """
    now = clock.now()
    with transaction():
        course = locked_match(match_id)
        lock_people(tutor_id)
        if seen is not None and seen != course.tutor_id:
            raise Changed("The course got another tutor in the meantime. Check it again. Nothing was changed.")
        if course.status == "ended":
            raise Problem("This course has ended. Its tutor cannot change.")
        if tutor_id == course.tutor_id:
            raise Problem(f"{course.tutor} is the tutor already. Choose another.", "tutor")
        if db.get(UserRole, (tutor_id, "tutor")) is None:
            raise Problem("Choose a tutor.", "tutor")
        request = db.get_one(Request, course.request_id)
        refuse_unapproved(tutor_id, request.subject_id, request.level_id, "tutor")
        refuse_bad_link(meet_link)
        if meet_link is not None and meet_link == course.meet_link:
            raise Problem(
                f"{course.tutor} knows this link. Enter a new one, or leave it blank and set it later.", "meet_link"
            )
        coming = select(Session).where(
            Session.match_id == match_id,
            Session.tutor_user_id != tutor_id,
            Session.scheduled_start_utc > now,
            Session.status.in_(("scheduled", "rescheduled")),
        )
        timetable = match_calendar(match_id).timetable
        zone = timetable.on(since).timezone if timetable else None
        sessions = [
            each
            for each in db.scalars(coming.order_by(Session.id).with_for_update())
            if local_date(each.scheduled_start_utc, zone or each.timezone) >= since
        ]
        if sessions:
            refuse_leave(sessions, tutor_id)
            hand_over(sessions, course, tutor_id)
        db.flush()  # the sessions first: the link of a tutor before goes with his last one
        changed = {"tutor_user_id": tutor_id, "tutor_since": since, "meet_link": meet_link}
        db.execute(update(Match).where(Match.id == match_id).values(changed))
        record(
            "match.tutor_changed",
            match_id=match_id,
            details={
                "from": str(course.tutor_id),
                "to": str(tutor_id),
                "since": since.isoformat(),
                "link_retired": course.meet_link,
                "link": meet_link,
                "sessions": [str(each.id) for each in sessions],
            },
        )
    return len(sessions)
