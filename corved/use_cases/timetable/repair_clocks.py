"""Repairs the instants of upcoming sessions after tzdata changed; their wall clocks stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.messages.known_facts import keep_clock_told
from corved.models import Session, User
from corved.problems import Clash, NotHere
from corved.queries.timetable.stale_sessions import stale_sessions
from corved.scheduling.local_time import date_label, hour_label, local_date, place_label
from corved.scheduling.zone_repair import Stale, installed_tzdata
from corved.use_cases.timetable.clashes import decide_now, decide_together, naming_clashes, slot_of_all
from corved.use_cases.timetable.locked_match import LockedMatch, locked_match
from corved.use_cases.timetable.retime_session import touch


@dataclass(frozen=True)
class MatchRepair:
    """What the repair did for one match, or why it was refused."""

    match_id: UUID
    title: str
    repaired: int
    tell: tuple[str, ...] = ()
    refused: str | None = None


@again_on_deadlock
def repair_clocks() -> Iterator[MatchRepair]:
    """Repair the sessions match by match, each in its own transaction, and yield the result of each.

    A match whose new instants overlap another session is refused; it is tried again after the others, which may have
    made room. Past sessions are never touched. Safe to stop and to run again.
    """
    waiting = list(dict.fromkeys(each.match_id for each in _stale_now()))
    progress = True
    while waiting and progress:
        progress, refused = False, []
        for match_id in waiting:
            done = _repair(match_id)
            if done is None:
                continue
            if done.refused is None:
                progress = True
                yield done
            else:
                refused.append(done)
        waiting = [each.match_id for each in refused]
        if not progress:
            yield from refused


def _stale_now() -> list[Stale]:
    found = stale_sessions(now=clock.now())
    db.rollback()
    return found


def _repair(match_id: UUID) -> MatchRepair | None:
    """Repair one match. None when there is nothing left to do."""
    title = str(match_id)
    try:
        with transaction():
            course = locked_match(match_id)
            found = {each.session_id: each for each in stale_sessions(now=clock.now(), match_id=match_id)}
            if not found:
                return None
            family = db.get_one(User, course.account_id)
            tutor = db.get_one(User, course.tutor_id)
            title = course.title
            _put_right(course, found)
            held = [each for each in found.values() if each.differs and each.has_a_time]
            first = min(held, key=lambda each: each.right.start, default=None)
            tell = tuple(_words(person, first) for person in (family, tutor)) if first else ()
    except Clash as problem:
        return MatchRepair(match_id, title, 0, refused=str(problem))
    except NotHere:
        return None
    return MatchRepair(match_id, title, len(found), tell)


def _put_right(course: LockedMatch, found: dict[UUID, Stale]) -> None:
    query = select(Session).where(Session.id.in_(list(found))).order_by(Session.id).with_for_update()
    sessions = db.scalars(query.execution_options(populate_existing=True)).all()
    times = [each.right for each in found.values()]
    decide_together()
    slot = slot_of_all(course, times, list(found))
    with naming_clashes(slot, times[0].timezone, among=times):
        for session in sessions:
            before, stored, each = session.state(), session.time, found[session.id]
            session.time, session.original_start_utc = each.right, each.first_start
            if each.differs:
                keep_clock_told(session.id, session.timezone, before=stored.start, after=session.time.start)
            touch(session)
            record(
                "session.repaired",
                match_id=session.match_id,
                session_id=session.id,
                reason=f"tzdata {installed_tzdata()}",
                details={"from": before, "to": session.state()},
            )
        decide_now()


def _words(person: User, first: Stale) -> str:
    """Return whom to tell what: `Nadia Khan: from Fri 7 May at 16:00 Karachi, UTC+5, not 17:00`."""
    zone, new, old = person.timezone, first.right.start, first.stored.start
    day = date_label(local_date(new, zone))
    at = f"{hour_label(new, zone)} {place_label(new, zone)}"
    return f"{person.full_name}: from {day} at {at}, not {hour_label(old, zone)}"
