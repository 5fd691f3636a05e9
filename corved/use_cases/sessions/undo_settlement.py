"""Undoes how a make-up was resolved: it is due again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import Problem
from corved.scheduling.account import MADE_UP
from corved.use_cases.timetable.locks import locked_session
from corved.use_cases.timetable.retime_session import touch


@again_on_deadlock
def undo_settlement(*, session_id: UUID) -> bool:
    """Undo how a make-up was resolved, so that it is due again. False when nothing was decided.

    Raises Problem while a session makes up for it, NotHere.
    """
    with transaction():
        session = locked_session(session_id)
        before = session.settlement()
        if db.scalar(select(Session.id).where(Session.makes_up_id == session_id)) is not None:
            raise Problem("Its make-up is planned. Remove that session first.")
        if session.settled_as in (None, MADE_UP) and session.make_up_by is None:
            return False
        session.settled_as = session.settled_into = session.settled_why = session.make_up_by = None
        touch(session)
        record(
            "session.undecided",
            match_id=session.match_id,
            session_id=session.id,
            details={"from": before, "to": session.settlement()},
        )
    return True
