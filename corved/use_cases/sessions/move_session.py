"""Moves one session to another time. Only admins do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.queries.timetable.busy_times import busy_times
from corved.queries.timetable.move_rules import move_rules
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import to_utc
from corved.scheduling.statuses import TUTOR_ABSENT
from corved.use_cases.sessions.move_errors import ReasonNeeded, refuse_move
from corved.use_cases.sessions.stale_page import refuse_changed
from corved.use_cases.timetable.clashes import clash, naming_clashes, slot_of
from corved.use_cases.timetable.locks import locked_session
from corved.use_cases.timetable.retime_session import put_at
from corved.use_cases.timetable.running_match import match_of, refuse_stopped, teacher_on


@again_on_deadlock
def move_session(
    *, session_id: UUID, local_start: datetime, timezone: str, reason: str = "", seen: str | None = None
) -> bool:
    """Move a session to a wall-clock time (naive) in a zone. False if it is at that time already.

    It is `rescheduled`, still to be held, and the match's tutor of that day teaches it. Its first agreed time is kept;
    old and new time, reason and actor go into the audit log. seen: as in mark_session. Raises Problem (undo first, not
    in the future, a stopped match), ReasonNeeded (inside the notice period, outside the package's days), Clash (naming
    what is in the way), Changed, NotHere.
    """
    now = clock.now()
    new_start = to_utc(local_start, timezone)
    with transaction():
        match = match_of(session_id)
        session = locked_session(session_id)
        if new_start == session.scheduled_start_utc and session.status == "rescheduled" and not session.needs_new_time:
            return False
        refuse_changed(session, seen)
        refuse_stopped(match)
        refuse_move(session, new_start, now)
        rules = move_rules(session.id, now=now)
        exceptions = rules.exceptions(session.scheduled_start_utc, new_start, is_make_up=session.status == TUTOR_ABSENT)
        if exceptions and not reason.strip():
            raise ReasonNeeded(exceptions, rules.cutoff_hours)

        before, had = session.state(), session.tutor_user_id
        new_end = new_start + (session.scheduled_end_utc - session.scheduled_start_utc)
        tutor_id = teacher_on(match, session, local_start.date())
        slot = replace(slot_of(session), tutor_id=tutor_id, first=new_start, last=new_end)
        if in_the_way := busy_times(slot):
            raise clash(in_the_way, timezone, "time")
        with naming_clashes(slot, timezone, "time"):
            put_at(session, Occurrence(local_start, new_start, new_end, timezone))
            session.tutor_user_id = tutor_id
        record(
            "session.moved",
            match_id=session.match_id,
            session_id=session.id,
            reason=reason.strip() or None,
            details={
                "exceptions": list(exceptions),
                "from": before,
                "to": session.state(),
                **({"tutor_from": str(had), "tutor_to": str(tutor_id)} if had != tutor_id else {}),
            },
        )
    return True
