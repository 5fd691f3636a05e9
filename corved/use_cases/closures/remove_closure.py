"""Removes a closure and puts back the sessions that it moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Closure, ClosureSession, Match, Session
from corved.problems import NotHere
from corved.queries.closures.closures import ClosureLine, before_it, is_as_left, is_lent_still, others_closed, taught_by
from corved.queries.timetable.busy_times import Slot, busy_times
from corved.use_cases.matches.handover_steps import give_sessions
from corved.use_cases.people.request_steps import leave_was_removed
from corved.use_cases.timetable.clashes import decide_now, decide_together, naming_clashes, slot_of
from corved.use_cases.timetable.locked_match import lock_closures, locked_match
from corved.use_cases.timetable.retime_session import touch


@dataclass(frozen=True)
class Opening:
    """The sessions that were put back when a closure was removed, and those that were not.

    put_back: sessions at their old time again. stayed: something else was agreed, or the time is past, taken, or on
    another closure's days.
    """

    put_back: int
    stayed: int


@again_on_deadlock
def remove_closure(*, closure_id: UUID) -> Opening:
    """Remove a closure, and put back the sessions that it moved. Raises NotHere.

    A session stays where it was marked or moved since, or its old time is past or taken. A session whose old day
    another closure still closes belongs to that one from now on.
    """
    now = clock.now()
    with transaction():
        lock_closures()
        closure = db.get(Closure, closure_id, with_for_update=True, populate_existing=True)
        if closure is None or closure.removed_at is not None:
            raise NotHere
        closure.removed_at = now
        leave_was_removed(closure_id)
        pairs = (
            select(ClosureSession, Session)
            .join(Session, Session.id == ClosureSession.session_id)
            .where(ClosureSession.closure_id == closure_id)
            .order_by(Session.id)
            .with_for_update(of=Session)
        )
        took = [(kept, session) for kept, session in db.execute(pairs.execution_options(populate_existing=True))]
        others = others_closed(closure_id)
        going = []
        for kept, session in took:
            if _goes_back(kept, session, now):
                if other := _still_closed(others, kept, session):
                    _pass_on(other, kept)
                else:
                    going.append((kept, session))
        lent = [(kept, session) for kept, session in going if "tutor_user_id" in kept.before]
        going = [pair for pair in going if pair not in lent]
        moving = tuple(session.id for _kept, session in going)
        free = [(kept, session) for kept, session in going if not _in_the_way(kept.before, session, moving)]
        decide_together()
        for kept, session in free:
            _put_back(closure, kept, session)
        if free:
            with naming_clashes(slot_of(*(session for _kept, session in free)), closure.timezone):
                decide_now()
        back = sum(_give_back(kept, session) for kept, session in lent)
        done = Opening(len(free) + back, len(took) - len(free) - back)
        record(
            "closure.removed",
            entity_id=closure_id,
            details={"name": closure.name, "put_back": done.put_back, "stayed": done.stayed},
        )
    return done


def _goes_back(kept: ClosureSession, session: Session, now: datetime) -> bool:
    is_left = is_as_left(kept.after, session.status, session.needs_new_time, session.time, session.settled_as)
    if is_left and "tutor_user_id" in kept.before:
        course_tutor_id = db.get_one(Match, session.match_id).tutor_user_id
        is_left = is_lent_still(kept.before, kept.after, session.tutor_user_id, course_tutor_id)
    return is_left and before_it(kept.before).start > now


def _still_closed(others: list[ClosureLine], kept: ClosureSession, session: Session) -> ClosureLine | None:
    start = before_it(kept.before).start
    tutor_id = taught_by(kept.before, session.tutor_user_id)
    return next((each for each in others if each.takes(tutor_id, start)), None)


def _give_back(kept: ClosureSession, session: Session) -> bool:
    """Give a session back to who taught it before. False where they teach something else then."""
    tutor_id = taught_by(kept.before, session.tutor_user_id)
    time = session.time
    if busy_times(Slot(tutor_id, session.learner_id, time.start, time.end, (session.id,))):
        return False
    give_sessions(locked_match(session.match_id), [session], tutor_id)
    return True


def _pass_on(other: ClosureLine, kept: ClosureSession) -> None:
    """Hand a session over to another closure of the same day, which puts it back when it is removed."""
    taken = {"closure_id": other.id, "session_id": kept.session_id, "before": kept.before, "after": kept.after}
    db.execute(insert(ClosureSession).values(taken).on_conflict_do_nothing())


def _in_the_way(before: dict[str, Any], session: Session, moving: tuple[UUID, ...]) -> bool:
    time = before_it(before)
    return bool(busy_times(Slot(session.tutor_user_id, session.learner_id, time.start, time.end, moving)))


def _put_back(closure: Closure, kept: ClosureSession, session: Session) -> None:
    now_it_is, old = session.state(), kept.before
    session.time = before_it(old)
    if not old["original_start_utc"]:
        session.original_start_utc = None
    session.status, session.needs_new_time = old["status"], old["needs_new_time"]
    session.marked_at = datetime.fromisoformat(old["marked_at"]) if old["marked_at"] else None
    session.marked_by_user_id = UUID(old["marked_by_user_id"]) if old["marked_by_user_id"] else None
    touch(session)
    record(
        "session.put_back",
        match_id=session.match_id,
        session_id=session.id,
        entity_id=closure.id,
        reason=f"{closure.name} was removed",
        details={"from": now_it_is, "to": session.state()},
    )
