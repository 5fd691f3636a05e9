"""The demo's message desk: messages until yesterday are sent, today's are due, and one session moved afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from corved import clock
from corved.database.session import db
from corved.messages.desk import message_desk
from corved.messages.record_message import Act, record_message
from corved.models import Session
from corved.problems import Problem
from corved.use_cases.sessions.move_session import move_session

FOR_TODAY = ("late_join", "reminder", "clock_change", "renewal", "payment_instructions", "unmarked")
A_DAY = timedelta(days=1)


def write_messages(now: datetime) -> None:
    """Mark the messages sent that were due until yesterday. The caller has an admin's rights."""
    for each in message_desk(now=now).letters:
        if not each.due.situation.startswith(FOR_TODAY):
            db.rollback()
            with clock.at(min(now, max(each.due.due_at, now - 2 * A_DAY))):
                record_message(key=each.due.key, act=Act.SENT, body=each.kept_body, told=each.due.told)
    db.rollback()
    _move_one(now)


def _move_one(now: datetime) -> None:
    """Move one session 45 minutes later: the first for which that is possible."""
    coming = select(Session).where(Session.status == "scheduled", Session.scheduled_start_utc > now + 1.5 * A_DAY)
    sessions = list(db.scalars(coming.order_by(Session.scheduled_start_utc)))
    db.expunge_all()
    db.rollback()
    for each in sessions:
        later = each.local_start + timedelta(minutes=45)
        try:
            move_session(session_id=each.id, local_start=later, timezone=each.timezone, reason="The family asked")
        except Problem:
            continue
        return
