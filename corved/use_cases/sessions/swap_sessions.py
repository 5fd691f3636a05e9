"""Swaps the times of two sessions, in one step."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.models import Session
from corved.problems import Problem
from corved.queries.timetable.move_rules import move_rules
from corved.scheduling.generator import Occurrence
from corved.use_cases.sessions.move_errors import ReasonNeeded, refuse_move
from corved.use_cases.sessions.stale_page import refuse_changed
from corved.use_cases.timetable.clashes import decide_now, decide_together, naming_clashes, slot_of
from corved.use_cases.timetable.locks import locked_session
from corved.use_cases.timetable.retime_session import put_at


@again_on_deadlock
def swap_sessions(*, session_id: UUID, other_id: UUID, reason: str = "", seen: tuple[str, str] | None = None) -> None:
    """Swap the starts of two sessions; each keeps its length.

    Both are `rescheduled`, to be held. They share their tutor or their learner. The rules of moves hold for both. seen:
    the versions of the two that the admin's page showed. Raises Problem, ReasonNeeded, Clash, Changed, NotHere.
    """
    now = clock.now()
    if session_id == other_id:
        raise Problem("Choose another session to swap with.", "other")
    with transaction():
        first, second = sorted((session_id, other_id))
        found = {each: locked_session(each) for each in (first, second)}
        one, other = found[session_id], found[other_id]
        if one.tutor_user_id != other.tutor_user_id and one.learner_id != other.learner_id:
            raise Problem("The two sessions must have the same tutor or the same learner.", "other")
        for each, version in zip((one, other), seen or (None, None), strict=True):
            refuse_changed(each, version)
        times = {one.id: _at(other.time, one), other.id: _at(one.time, other)}
        exceptions: dict[UUID, tuple[str, ...]] = {}
        for each in (one, other):
            refuse_move(each, times[each.id].start, now)
            rules = move_rules(each.id, now=now)
            exceptions[each.id] = rules.exceptions(each.scheduled_start_utc, times[each.id].start)
        if any(exceptions.values()) and not reason.strip():
            raise ReasonNeeded(max(exceptions.values(), key=len), rules.cutoff_hours)
        decide_together()
        slot = replace(
            slot_of(one, other),
            first=min(each.start for each in times.values()),
            last=max(each.end for each in times.values()),
        )
        with naming_clashes(slot, one.timezone, "other", among=tuple(times.values())):
            before = {each.id: each.state() for each in (one, other)}
            for each in (one, other):
                put_at(each, times[each.id])
            decide_now()
        for each in (one, other):
            record(
                "session.moved",
                match_id=each.match_id,
                session_id=each.id,
                reason=reason.strip() or None,
                details={
                    "exceptions": list(exceptions[each.id]),
                    "swapped_with": str((other if each is one else one).id),
                    "from": before[each.id],
                    "to": each.state(),
                },
            )


def _at(time: Occurrence, session: Session) -> Occurrence:
    """Return the start of one session with the length of the other."""
    length = session.scheduled_end_utc - session.scheduled_start_utc
    return time._replace(end=time.start + length)
