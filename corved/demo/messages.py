"""The demo's desk: what was due until yesterday is written; a few of today's and the last moves wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from corved import clock
from corved.database.session import db
from corved.queries.letters import Letter, message_desk
from corved.use_cases.keep_message import Act, keep_message

LEFT = ("late_join", "reminder", "clock_change", "renewal", "payment_instructions", "unmarked")


def write_messages(now: datetime) -> None:
    """All but what is for today; of the moves the last is left, so that the desk has something of each kind."""
    for _round in range(2):  # a month that is told makes the moves in it corrections
        letters = [each for each in message_desk(now=now).letters if not each.due.situation.startswith(LEFT)]
        db.rollback()
        moves = [each for each in letters if each.due.situation.startswith("reschedule_confirmed")]
        for each in letters:
            if each not in moves[-2:]:
                _send(each, now)


def _send(letter: Letter, now: datetime) -> None:
    with clock.at(max(letter.due.due_at, now - timedelta(days=2)) if letter.due.due_at < now else now):
        keep_message(key=letter.due.key, act=Act.SENT, body=letter.kept_body, told=letter.due.told)
