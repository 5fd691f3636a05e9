"""Gives a match another tutor from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.problems import Changed
from corved.use_cases.matches.handover_record import GivenCourse, give_course, keep_handover
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
    with transaction():
        course = locked_match(match_id)
        lock_people(tutor_id)
        if seen is not None and seen != course.tutor_id:
            raise Changed("The course got another tutor in the meantime. Check it again. Nothing was changed.")
        kept = give_course(course, GivenCourse(match_id, tutor_id, meet_link), since, sets_aside=False)
        keep_handover(course.tutor_id, since, [kept])
    return len(kept["sessions"])
