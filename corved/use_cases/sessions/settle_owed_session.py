"""Resolves a make-up that is due: promised by a day, moved to a later month, or written off with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Package, Session
from corved.problems import Problem
from corved.queries.timetable.move_rules import move_rules
from corved.scheduling.account import CARRIED, WRITTEN_OFF
from corved.scheduling.local_time import local_date
from corved.use_cases.sessions.stale_page import refuse_changed
from corved.use_cases.timetable.locks import locked_package, locked_session
from corved.use_cases.timetable.retime_session import touch

MAKE_UP_BY = "make_up_by"
DECISIONS = (MAKE_UP_BY, CARRIED, WRITTEN_OFF)


@dataclass(frozen=True)
class Decision:
    """How a make-up that is due is resolved.

    kind: one of DECISIONS. by: a local date of the match's zone. into: a later package of the same request.
    """

    kind: str
    by: date | None = None
    into: UUID | None = None
    why: str = ""


@again_on_deadlock
def settle_owed_session(*, session_id: UUID, decision: Decision, seen: str | None = None) -> None:
    """Resolve a make-up that is due: promise it by a day, move it to a later month, or write it off.

    With a promise it is still due. seen: as in mark_session. Raises Problem (not due, the day is past, not a later
    package, no reason), Changed, NotHere.
    """
    with transaction():
        session = locked_session(session_id)
        refuse_changed(session, seen)
        if not session.is_owed:
            raise Problem("No make-up is due for this session, or it is resolved already. Nothing was changed.")
        before = session.settlement()
        if decision.kind == MAKE_UP_BY:
            _promise(session, decision.by)
        elif decision.kind == CARRIED:
            _carry(session, decision.into)
        elif decision.kind == WRITTEN_OFF:
            _write_off(session, decision.why)
        else:
            raise Problem("Choose what to do with the make-up.", "kind")
        session.settled_why = decision.why.strip() or None
        touch(session)
        record(
            "session.decided",
            match_id=session.match_id,
            session_id=session.id,
            reason=session.settled_why,
            details={"from": before, "to": session.settlement()},
        )


def _promise(session: Session, by: date | None) -> None:
    zone = move_rules(session.id, now=clock.now()).timezone
    if by is None or by < local_date(clock.now(), zone):
        raise Problem("Choose today or a later day.", "by")
    session.make_up_by = by


def _carry(session: Session, into: UUID | None) -> None:
    if into is None:
        raise Problem("Choose a later month. If there is none yet, add the next month first.", "into")
    own, other = db.get_one(Package, session.package_id), locked_package(into)
    if other.request_id != own.request_id or other.start_date <= own.start_date or other.status == "expired":
        raise Problem("Choose a later month of the same course.", "into")
    session.settled_as, session.settled_into = CARRIED, into


def _write_off(session: Session, why: str) -> None:
    if not why.strip():
        raise Problem("Enter why it is written off. The family can read it.", "why")
    session.settled_as = WRITTEN_OFF
