"""Undoes the last move of a session: it is at its old time again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.models import Session
from corved.problems import Problem
from corved.queries.closures.closures import before_it
from corved.queries.timetable.move_rules import move_rules
from corved.scheduling.moves import OUTSIDE_WINDOW
from corved.scheduling.statuses import is_to_come
from corved.scheduling.time_limits import SLIP_WINDOW
from corved.use_cases.sessions.stale_page import refuse_changed
from corved.use_cases.sessions.undoable_change import is_undone, last_change
from corved.use_cases.timetable.clashes import naming_clashes, slot_of
from corved.use_cases.timetable.locks import locked_session
from corved.use_cases.timetable.retime_session import touch
from corved.use_cases.timetable.running_match import match_of, refuse_stopped


@again_on_deadlock
def undo_move(*, session_id: UUID, seen: str | None = None) -> bool:
    """Undo the last move: time, status and mark are again as before. False if the last change was no move.

    seen: as in mark_session. Raises Problem when the old time is past by now, on closed days, or so near that a move
    would need a reason (within the hour after the move it does not), Clash when it is taken, Changed, NotHere. A move
    by a closure or a swap is not undone by itself.
    """
    with transaction():
        match = match_of(session_id)
        session = locked_session(session_id)
        move = last_change(session_id)
        if move is None or move.action != "session.moved" or is_undone(session_id, seen):
            return False
        refuse_changed(session, seen)
        now_it_is, old = session.state(), move.details["from"]
        time = before_it(old)
        if is_to_come(old["status"], old["needs_new_time"]):
            refuse_stopped(match)
            _refuse_unless_good(session, time.start, move.at)
        tutor_id = UUID(move.details.get("tutor_from", str(session.tutor_user_id)))
        slot = replace(slot_of(session), tutor_id=tutor_id, first=time.start, last=time.end)
        with naming_clashes(slot, session.timezone):
            session.time = time
            session.tutor_user_id = tutor_id
            _restore(session, old)
        record(
            "session.unmoved",
            match_id=session.match_id,
            session_id=session.id,
            details={"undoes": move.id, "from": now_it_is, "to": session.state()},
        )
    return True


def _refuse_unless_good(session: Session, start: datetime, moved_at: datetime) -> None:
    now = clock.now()
    if start <= now:
        raise Problem("The old time has passed. Move the session to another time instead.")
    rules = move_rules(session.id, now=now)
    exceptions = set(rules.on_the_day(start)) - {OUTSIDE_WINDOW}
    if exceptions or (start - now < timedelta(hours=rules.cutoff_hours) and now - moved_at > SLIP_WINDOW):
        raise Problem("Going back to the old time needs a reason. Move the session there and enter the reason.")


def _restore(session: Session, old: dict[str, Any]) -> None:
    session.status, session.needs_new_time = old["status"], old["needs_new_time"]
    if not old["original_start_utc"]:
        session.original_start_utc = None
    session.marked_at = datetime.fromisoformat(old["marked_at"]) if old["marked_at"] else None
    session.marked_by_user_id = UUID(old["marked_by_user_id"]) if old["marked_by_user_id"] else None
    touch(session)
