"""What became of messages, what people were told, the academy's own texts, and how the e-mails go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.messages.message import DueMessage, Fact, Key, Told, told_from

FAILURES_SHOWN = timedelta(days=14)
UNCLEAR_AFTER = timedelta(minutes=10)  # a claim that neither succeeded nor failed: its process died
STATE = """
    json_build_object(
        'situation', g.situation, 'about', g.about, 'user_id', g.user_id, 'version', g.version, 'body', g.body,
        'person', u.full_name, 'opened_at', g.opened_at, 'opened_by', o.full_name, 'sent_at', g.sent_at,
        'sent_by', b.full_name, 'mailed_at', g.mailed_at, 'dropped_at', g.dropped_at, 'dropped_by', d.full_name)"""
PEOPLE = """
    join users u on u.id = g.user_id
    left join users o on o.id = g.opened_by_user_id
    left join users b on b.id = g.sent_by_user_id
    left join users d on d.id = g.dropped_by_user_id"""
DESK = text(
    f"""
    select (select json_object_agg(situation, body) from message_texts) as texts,
           (select json_agg({STATE})
            from unnest(cast(:situations as text[]), cast(:abouts as uuid[]), cast(:people as uuid[]),
                        cast(:versions as text[])) k (situation, about, user_id, version)
            join messages g using (situation, about, user_id, version) {PEOPLE}) as states,
           (select json_agg(json_build_array(k.about, k.what, k.user_id, k.said, k.told_at, true))
            from unnest(cast(:told_abouts as uuid[]), cast(:whats as text[]), cast(:whose as uuid[]))
                 f (about, what, user_id)
            join told k using (about, what, user_id) where k.is_last) as told,
           (select json_agg({STATE} order by g.changed_at desc)
            from (select * from messages where changed_at > :since and coalesce(sent_at, mailed_at, dropped_at) > :since
                  order by changed_at desc limit 200) g {PEOPLE}) as lately,
           (select json_agg(json_build_array(m.situation, u.full_name, m.attempts, coalesce(m.failed_at, m.claimed_at),
                                             coalesce(m.error, '')) order by m.claimed_at desc)
            from message_mails m join users u on u.id = m.user_id
            where m.claimed_at > :failed_since and m.sent_at is null
              and (m.failed_at is not null or m.claimed_at < :unclear)) as failures,
           (select mails_since from academy) as mails_since
    """  # noqa: S608 - made of our own constants
)
TEXTS = text("select situation, body from message_texts")


@dataclass(frozen=True)
class MessageState:
    """opened: somebody opened WhatsApp with it. sent: somebody said so. mailed: the mail server took it. dropped:
    somebody said that it is not needed."""

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
    """attempts: of three. error: what the server said, or the connection; empty where nobody knows whether it went."""

    situation: str
    person: str
    attempts: int
    at: datetime
    error: str


@dataclass(frozen=True)
class DeskState:
    """texts: the academy's own, by situation. lately: sent, mailed or dropped lately, the last first. mails_since: from
    when on messages go out by e-mail, too; None: they do not."""

    texts: Mapping[str, str]
    states: Mapping[Key, MessageState]
    told: Mapping[tuple[Fact, UUID], Told]
    lately: tuple[MessageState, ...]
    failures: tuple[MailFailure, ...]
    mails_since: datetime | None

    def of(self, key: Key) -> MessageState | None:
        return self.states.get(key)

    def is_over(self, key: Key) -> bool:
        """It was mailed, or somebody said that they sent it, or that it is not needed."""
        state = self.states.get(key)
        return state is not None and any((state.sent_at, state.mailed_at, state.dropped_at))


def desk_state(due: Sequence[DueMessage], *, since: datetime, now: datetime) -> DeskState:
    """Of these messages; and what was done with any since an instant."""
    facts = [(about, what, each.person.id) for each in due for about, what in each.told]
    values = {
        "situations": [each.situation for each in due],
        "abouts": [each.about for each in due],
        "people": [each.person.id for each in due],
        "versions": [each.version for each in due],
        "told_abouts": [each[0] for each in facts],
        "whats": [each[1] for each in facts],
        "whose": [each[2] for each in facts],
        "since": since,
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
        failures=tuple(failures),
        mails_since=row.mails_since,
    )


def changed_texts() -> Mapping[str, str]:
    """Situation → text, of those that the academy changed."""
    return {row.situation: row.body for row in db.execute(TEXTS)}
