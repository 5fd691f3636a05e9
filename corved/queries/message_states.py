"""What became of messages, and the texts that the academy changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

STATES = text(
    """
    select t.texts, g.situation, g.about, g.user_id, g.version, g.body, g.opened_at, g.sent_at, u.full_name as person,
           u.whatsapp, s.scheduled_start_utc as start
    from (select json_object_agg(situation, body) as texts from message_texts) t
    left join messages g on g.opened_at > :since
    left join users u on u.id = g.user_id
    left join sessions s on s.id = g.about
    order by g.opened_at desc
    limit 2000
    """
)
TEXTS = text("select situation, body from message_texts")


@dataclass(frozen=True)
class MessageState:
    """opened_at: when somebody opened WhatsApp with it. sent_at: when somebody said that it is sent. start: the
    session's now, where it is about one that is there still."""

    situation: str
    about: UUID
    user_id: UUID
    version: str
    body: str
    opened_at: datetime
    sent_at: datetime | None
    person: str
    whatsapp: str | None
    start: datetime | None

    @property
    def key(self) -> tuple[str, UUID, UUID, str]:
        return self.situation, self.about, self.user_id, self.version


def message_states(*, since: datetime) -> tuple[list[MessageState], Mapping[str, str]]:
    """Of messages opened since an instant, the last first; and the texts that the academy changed, by situation."""
    rows = db.execute(STATES, {"since": since}).mappings().all()
    states = [
        MessageState(**{name: row[name] for name in row if name != "texts"})
        for row in rows
        if row["situation"] is not None
    ]
    return states, rows[0]["texts"] or {}


def changed_texts() -> Mapping[str, str]:
    """Situation → text, of those that the academy changed."""
    return {row.situation: row.body for row in db.execute(TEXTS)}
