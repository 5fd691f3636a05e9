"""Loads what became of messages, what people know, the academy's own texts, and how e-mails went."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.query_files import query
from corved.database.session import db
from corved.messages.message import DueMessage, Fact, Key, Told, told_from
from corved.scheduling.time_limits import REMINDER_LEAD

FAILURES_SHOWN = timedelta(days=14)
LATELY_SHOWN = 100
UNCLEAR_AFTER = timedelta(minutes=10)  # a claim that neither succeeded nor failed: its process died
DESK = query(__file__, "desk_state")
TEXTS = text("select situation, body from message_texts")


@dataclass(frozen=True)
class MessageState:
    """What has been done with a message so far.

    opened: somebody opened WhatsApp with it. sent: somebody marked it sent. mailed: the mail server took it. dropped:
    somebody dismissed it.
    """

    situation: str
    about: UUID
    user_id: UUID
    version: str
    body: str
    person: str
    opened_at: datetime | None
    opened_by: str | None
    sent_at: datetime | None
    sent_by: str | None
    mailed_at: datetime | None
    dropped_at: datetime | None
    dropped_by: str | None

    @staticmethod
    def of(kept: Mapping[str, Any]) -> MessageState:
        ids = {name: UUID(kept[name]) for name in ("about", "user_id")}
        times = {name: value and datetime.fromisoformat(value) for name, value in kept.items() if name.endswith("_at")}
        return MessageState(**{**kept, **ids, **times})

    @property
    def key(self) -> Key:
        return self.situation, self.about, self.user_id, self.version


@dataclass(frozen=True)
class MailFailure:
    """An e-mail that could not be sent.

    attempts: of three. error: what the server or the connection said; empty where nobody knows whether it went.
    """

    situation: str
    person: str
    attempts: int
    at: datetime
    error: str


@dataclass(frozen=True)
class DeskState:
    """The stored facts about the desk's messages.

    texts: the academy's own, by situation. lately: the last that were sent, e-mailed or dismissed lately, of
    lately_total. mails_since:
    from when on messages go out by e-mail, too; None: they do not. later_reminders: how many are not due yet.
    """

    texts: Mapping[str, str]
    states: Mapping[Key, MessageState]
    told: Mapping[tuple[Fact, UUID], Told]
    lately: tuple[MessageState, ...]
    lately_total: int
    failures: tuple[MailFailure, ...]
    mails_since: datetime | None
    later_reminders: int

    def of(self, key: Key) -> MessageState | None:
        return self.states.get(key)

    def is_over(self, key: Key) -> bool:
        """Whether the message was e-mailed, marked sent, or dismissed."""
        state = self.states.get(key)
        return state is not None and any((state.sent_at, state.mailed_at, state.dropped_at))


def desk_state(
    due: Sequence[DueMessage],
    *,
    is_compared: Callable[[DueMessage], bool],
    since: datetime,
    now: datetime,
    until: datetime,
) -> DeskState:
    """Load the stored facts about some messages, and about any message handled since an instant.

    is_compared: whether everything that people know of a message is needed, or only what differs from what it says.
    until: of the sessions that start until then, the reminders that are not due yet are counted.
    """
    facts = [
        (about, what, each.person.id, said, compared)
        for each in due
        for compared in (is_compared(each),)
        for (about, what), said in each.told.items()
    ]
    values = {
        "situations": [each.situation for each in due],
        "abouts": [each.about for each in due],
        "people": [each.person.id for each in due],
        "versions": [each.version for each in due],
        "told_abouts": [each[0] for each in facts],
        "whats": [each[1] for each in facts],
        "whose": [each[2] for each in facts],
        "said": [each[3] for each in facts],
        "is_compared": [each[4] for each in facts],
        "since": since,
        "lately_shown": LATELY_SHOWN,
        "due_by": now + REMINDER_LEAD,
        "until": until,
        "failed_since": now - FAILURES_SHOWN,
        "unclear": now - UNCLEAR_AFTER,
    }
    row = db.execute(DESK, values).one()
    states = [MessageState.of(each) for each in row.states or ()]
    failures = (
        MailFailure(situation, person, attempts, datetime.fromisoformat(at), error)
        for situation, person, attempts, at, error in row.failures or ()
    )
    return DeskState(
        texts=row.texts or {},
        states={each.key: each for each in states},
        told=told_from(row.told).told,
        lately=tuple(MessageState.of(each) for each in row.lately or ()),
        lately_total=row.lately_total,
        failures=tuple(failures),
        mails_since=row.mails_since,
        later_reminders=row.later_reminders,
    )


def changed_texts() -> Mapping[str, str]:
    """Return the message texts that the academy has changed, by situation."""
    return {row.situation: row.body for row in db.execute(TEXTS)}
