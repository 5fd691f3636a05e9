"""Gives the courses of a tutor who leaves to others, all in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.problems import Changed, Problem
from corved.use_cases.matches.handover_record import GivenCourse, give_course, keep_handover
from corved.use_cases.timetable.locked_match import lock_people, locked_match


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
        kept = []
        for each in sorted(courses, key=lambda each: str(each.match_id)):
            course = locked_match(each.match_id)
            lock_people(each.tutor_id)
            if course.tutor_id != tutor_id:
                raise Changed("A course got another tutor in the meantime. Check the list again. Nothing was changed.")
            kept.append(give_course(course, each, since, sets_aside=True))
        handover = keep_handover(tutor_id, since, kept)
        record("tutor.courses_given", entity_id=tutor_id, details={"since": since.isoformat(), "courses": len(kept)})
    sessions = [session for each in kept for session in each["sessions"]]
    waiting = sum(each["after"]["needs_new_time"] and not each["before"]["needs_new_time"] for each in sessions)
    return GivenAway(handover.id, len(kept), len(sessions), waiting)
