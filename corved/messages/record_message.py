"""Records that a message was opened, sent or dismissed, or that this was undone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.session import current_user_id, db, transaction
from corved.messages.known_facts import tell, untell
from corved.messages.message import Key

KEEP = """
    insert into messages as g (situation, about, user_id, version, body, changed_at, {at}, {by})
    values (:situation, :about, :user_id, :version, :body, :now, :now, :actor)
    on conflict (situation, about, user_id, version) do update
        set body = excluded.body, changed_at = excluded.changed_at, {at} = excluded.{at}, {by} = excluded.{by}
        where {unless}
    returning 1
"""
TAKE_BACK = text(
    """
    update messages set sent_at = null, sent_by_user_id = null, dropped_at = null, dropped_by_user_id = null,
                        changed_at = :now
    where situation = :situation and about = :about and user_id = :user_id and version = :version
      and coalesce(sent_at, dropped_at) is not null
    returning mailed_at is not null as was_mailed
    """
)


class Act(StrEnum):
    """What somebody can do with a message.

    opened: open WhatsApp with it. sent: mark it sent. dropped: dismiss it. undone: undo one of the last two.
    """

    OPENED = "opened"
    SENT = "sent"
    DROPPED = "dropped"
    UNDONE = "undone"


# The first who sends or drops it is kept; whoever opens it last.
KEPT = {
    Act.OPENED: ("opened_at", "opened_by_user_id", "true"),
    Act.SENT: ("sent_at", "sent_by_user_id", "g.sent_at is null and g.dropped_at is null"),
    Act.DROPPED: ("dropped_at", "dropped_by_user_id", "g.sent_at is null and g.dropped_at is null"),
}


def record_message(*, key: Key, act: Act, body: str = "", told: Mapping[tuple[UUID, str], str] | None = None) -> bool:
    """Record an act. False where it was recorded already.

    key: situation, about, person, version. body: what was written. told: what the person knows from it, or need not
    know, for `sent` and `dropped`.
    """
    situation, about, user_id, version = key
    values = {"situation": situation, "about": about, "user_id": user_id, "version": version}
    values |= {"now": clock.now()}
    with transaction():
        if act is Act.UNDONE:
            undone = db.execute(TAKE_BACK, values).one_or_none()
            if undone is not None and not undone.was_mailed:
                untell(key)
            return undone is not None
        at, by, unless = KEPT[act]
        query = text(KEEP.format(at=at, by=by, unless=unless))
        kept = db.execute(query, values | {"body": body, "actor": current_user_id()}).one_or_none()
        if kept is not None and act is not Act.OPENED:
            tell(key, told or {}, is_told=act is Act.SENT)
    return kept is not None
