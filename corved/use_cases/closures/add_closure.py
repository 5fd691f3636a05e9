"""Closes days of the academy, or of one tutor, and finds other times for the sessions on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import current_user_id, db, transaction
from corved.models import Closure, ClosureSession, Session, UserRole
from corved.problems import Changed, NotHere, Problem
from corved.queries.closures.affected_sessions import TakenSession, taken_sessions, waiting_sessions
from corved.scheduling.generator import Occurrence
from corved.scheduling.obstacles import Closed
from corved.use_cases.matches.handover_steps import give_sessions
from corved.use_cases.people.request_steps import agree_on_leave
from corved.use_cases.timetable.clashes import decide_now, decide_together, naming_clashes, slot_of
from corved.use_cases.timetable.locked_match import lock_closures, locked_match
from corved.use_cases.timetable.retime_session import put_at, without_a_time
from corved.values.single_line import one_line

TUTOR = "tutor:"


@dataclass(frozen=True)
class Closing:
    """What adding a closure did: sessions that were moved, that wait for a new time, and that another tutor teaches."""

    id: UUID
    moved: int
    set_aside: int
    given: int


@again_on_deadlock
def add_closure(
    *,
    closed: Closed,
    tutor_id: UUID | None = None,
    chosen: Mapping[UUID, str] | None = None,
    asked: UUID | None = None,
) -> Closing:
    """Add a closure, and move or set aside the upcoming sessions on its days.

    chosen: for a session id the start (ISO 8601, UTC) of the chosen proposal, "" to find a time later, or `tutor:` and
    the id of who teaches it instead; a session that is not in it gets its first proposal. None: the first proposal for
    all. asked: the tutor's request for this leave. Each session's state is kept, to be put back; so is that of a
    session that waits for a time and was to be on its days, because nobody can put it back onto them. Raises Problem,
    Changed when a chosen time or tutor is no longer free, NotHere.
    """
    with transaction():
        lock_closures()
        if not one_line(closed.name):
            raise Problem("Enter a name for the closure, like Eid ul-Fitr.", "name")
        if tutor_id is not None and db.get(UserRole, (tutor_id, "tutor")) is None:
            raise NotHere
        _refuse_twice(closed, tutor_id)
        now = clock.now()
        closure = Closure(
            tutor_user_id=tutor_id,
            name=one_line(closed.name),
            first_day=closed.first,
            last_day=closed.last,
            timezone=closed.timezone,
            created_by_user_id=current_user_id(),
            created_at=now,
        )
        taken = taken_sessions(closed, tutor_id=tutor_id, now=now)
        waiting = waiting_sessions(closed, tutor_id=tutor_id, now=now)
        db.add(closure)
        db.flush()
        if asked is not None:
            agree_on_leave(asked, closure)
        given = {each.row.id: tutor for each in taken if (tutor := _substitute(each, chosen or {})) is not None}
        times = {each.row.id: _chosen(each, chosen or {}) for each in taken if each.row.id not in given}
        decide_together()
        wanted = select(Session).where(Session.id.in_(list(times))).order_by(Session.id).with_for_update()
        sessions = db.scalars(wanted.execution_options(populate_existing=True)).all()
        for session in sessions:
            _take(closure, session, times[session.id])
        if sessions:
            with naming_clashes(slot_of(*sessions), closed.timezone):
                decide_now()
        _give(closure, given)
        held = select(Session).where(Session.id.in_(waiting)).order_by(Session.id).with_for_update()
        for session in db.scalars(held.execution_options(populate_existing=True)).all():
            _take(closure, session, None)
        moved = sum(at is not None for at in times.values())
        record(
            "closure.added",
            entity_id=closure.id,
            details={
                "name": closure.name,
                "tutor_user_id": tutor_id and str(tutor_id),
                "first_day": closed.first.isoformat(),
                "last_day": closed.last.isoformat(),
                "timezone": closed.timezone,
                "sessions": [str(each) for each in times],
            },
        )
    return Closing(closure.id, moved, len(times) - moved, len(given))


def _refuse_twice(closed: Closed, tutor_id: UUID | None) -> None:
    """Raise Changed if the same closure is there already: it would be a second press."""
    same = select(Closure.id).where(
        Closure.tutor_user_id.is_not_distinct_from(tutor_id),
        Closure.name == one_line(closed.name),
        Closure.first_day == closed.first,
        Closure.last_day == closed.last,
        Closure.removed_at.is_(None),
    )
    if db.scalar(same.limit(1)) is not None:
        raise Changed(f"“{one_line(closed.name)}” exists already. Nothing was added.")


def _chosen(taken: TakenSession, chosen: Mapping[UUID, str]) -> Occurrence | None:
    wish = chosen.get(taken.row.id)
    if wish == "":
        return None
    if wish is None:
        return taken.proposals[0] if taken.proposals else None
    for each in taken.proposals:
        if each.start.isoformat() == wish:
            return each
    raise Changed("A suggested time is no longer free. Check the list again, then add the closure.")


def _substitute(taken: TakenSession, chosen: Mapping[UUID, str]) -> UUID | None:
    """Return who teaches a session instead, if somebody does."""
    wish = chosen.get(taken.row.id) or ""
    if not wish.startswith(TUTOR):
        return None
    for each in taken.substitutes:
        if f"{TUTOR}{each.id}" == wish:
            return each.id
    raise Changed("A tutor who was to teach instead is no longer free. Check the list again, then add the closure.")


def _give(closure: Closure, given: Mapping[UUID, UUID]) -> None:
    """Give sessions to their substitutes, and keep who taught them before."""
    wanted = select(Session).where(Session.id.in_(list(given))).order_by(Session.id).with_for_update()
    courses: dict[tuple[UUID, UUID], list[Session]] = {}
    for session in db.scalars(wanted.execution_options(populate_existing=True)):
        courses.setdefault((session.match_id, given[session.id]), []).append(session)
    for (match_id, tutor_id), sessions in sorted(courses.items()):
        before = {each.id: each.state() | {"tutor_user_id": str(each.tutor_user_id)} for each in sessions}
        give_sessions(locked_match(match_id), sessions, tutor_id)
        for each in sessions:
            after = each.state() | {"tutor_user_id": str(tutor_id)}
            db.add(ClosureSession(closure_id=closure.id, session_id=each.id, before=before[each.id], after=after))


def _take(closure: Closure, session: Session, at: Occurrence | None) -> None:
    before = session.state()
    if at is None:
        without_a_time(session)
    else:
        put_at(session, at)
    db.add(ClosureSession(closure_id=closure.id, session_id=session.id, before=before, after=session.state()))
    record(
        "session.moved" if at is not None else "session.set_aside",
        match_id=session.match_id,
        session_id=session.id,
        entity_id=closure.id,
        reason=closure.name,
        details={"from": before, "to": session.state()},
    )
