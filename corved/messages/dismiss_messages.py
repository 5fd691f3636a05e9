"""Dismisses messages, so that no admin is asked to send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import text

from corved import clock
from corved.database.session import current_user_id, db, transaction
from corved.messages.known_facts import tell
from corved.messages.message import Fact, Key

DROP = text(
    """
    insert into messages as g (situation, about, user_id, version, body, changed_at, dropped_at, dropped_by_user_id)
    values (:situation, :about, :user_id, :version, :body, :now, :now, :actor)
    on conflict (situation, about, user_id, version) do update
        set changed_at = excluded.changed_at, dropped_at = excluded.dropped_at,
            dropped_by_user_id = excluded.dropped_by_user_id
        where g.sent_at is null and g.dropped_at is null
    returning 1
    """
)


def dismiss_messages(found: Iterable[tuple[Key, str, Mapping[Fact, str]]]) -> None:
    """Dismiss messages, unless they were sent or dismissed already.

    found: each message's key (situation, about, person, version), its text, and what it would have told.
    """
    names = ("situation", "about", "user_id", "version")
    same = {"now": clock.now(), "actor": current_user_id()}
    with transaction():
        for key, body, told in found:
            values = {**dict(zip(names, key, strict=True)), "body": body, **same}
            if db.execute(DROP, values).one_or_none() is not None:
                tell(key, told, is_told=False)
