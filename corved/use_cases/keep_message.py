"""Keeps that somebody opened a message, or that they said it is sent. Nobody knows whether it arrived."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.session import current_user_id, db, transaction

KEEP = text(
    """
    insert into messages (situation, about, user_id, version, body, opened_at, opened_by_user_id, sent_at,
                          sent_by_user_id)
    values (:situation, :about, :user_id, :version, :body, :now, :actor, case when :is_sent then :now end,
            case when :is_sent then cast(:actor as uuid) end)
    on conflict (situation, about, user_id, version) do update
        set body = excluded.body,
            sent_at = coalesce(messages.sent_at, excluded.sent_at),
            sent_by_user_id = coalesce(messages.sent_by_user_id, excluded.sent_by_user_id)
    """
)


def keep_message(*, key: tuple[str, UUID, UUID, str], body: str, is_sent: bool) -> None:
    """key: situation, about, person, version. body: what was written. Saying twice that it is sent keeps the first."""
    situation, about, user_id, version = key
    with transaction():
        values = {"situation": situation, "about": about, "user_id": user_id, "version": version}
        more = {"body": body, "now": clock.now(), "actor": current_user_id(), "is_sent": is_sent}
        db.execute(KEEP, values | more)
