"""Sends by e-mail what has become due, each message at most once however many processes do this at the same time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from corved import clock
from corved.database.session import db, transaction
from corved.messages.rendering import default_text, fill
from corved.messages.situations import SITUATIONS
from corved.queries.due_message import DueMessage
from corved.queries.due_messages import due_messages
from corved.queries.message_states import message_states

Send = Callable[[str, str, str], str | None]  # (to, subject, text) → why it was not sent, or None
MOST_AT_ONCE = 50
AGAIN_AFTER = timedelta(minutes=10)
TOO_LATE = timedelta(hours=12)  # a message that has been due for so long is an admin's to judge
BY_HAND = ("late_join",)  # in ten minutes it is no use
ACADEMY = text("select name, mails_since from academy")
ADDRESSES = text("select id, email from users where id = any(:ids) and is_active")
# A new one, or one that surely failed some minutes ago: whoever gets the row sends it.
CLAIM = text(
    """
    insert into message_mails as m (situation, about, user_id, version, claimed_at)
    values (:situation, :about, :user_id, :version, :now)
    on conflict (situation, about, user_id, version) do update
        set claimed_at = :now, attempts = m.attempts + 1, failed_at = null, error = null
        where m.sent_at is null and m.failed_at < :again and m.attempts < 3
    returning 1
    """
)
DONE = text(
    """
    update message_mails set sent_at = case when cast(:error as text) is null then :now end,
                             failed_at = case when cast(:error as text) is not null then :now end, error = :error
    where situation = :situation and about = :about and user_id = :user_id and version = :version
    """
)


def mail_messages(*, send: Send) -> int:
    """How many went out. Nothing where the academy has not asked for it, nothing that was due before it did, and
    nothing that somebody said they sent. A failure is kept, and tried again after ten minutes, three times in all."""
    now = clock.now()
    academy = db.execute(ACADEMY).one_or_none()
    if academy is None or academy.mails_since is None:
        db.rollback()
        return 0
    due, texts = _due(max(academy.mails_since, now - TOO_LATE), now)
    emails = {row.id: row.email for row in db.execute(ADDRESSES, {"ids": [each.person.id for each in due]})}
    db.rollback()
    sent = 0
    for each in due:
        if each.person.id in emails and sent < MOST_AT_ONCE:
            body = fill(texts.get(each.situation) or default_text(each.situation), each.words)
            subject = f"{academy.name}: {SITUATIONS[each.situation].title.partition(',')[0]}"
            sent += _send_once(each, emails[each.person.id], subject, body, send)
    return sent


def _due(since: datetime, now: datetime) -> tuple[list[DueMessage], Mapping[str, str]]:
    """What goes out, and the texts that the academy changed."""
    states, texts = message_states(since=since - timedelta(days=1))
    said = {each.key for each in states if each.sent_at}
    due = [
        each
        for each in due_messages(now=now)
        if since < each.due_at <= now and each.key not in said and not each.situation.startswith(BY_HAND)
    ]
    return due, texts


def _send_once(message: DueMessage, address: str, subject: str, body: str, send: Send) -> bool:
    situation, about, user_id, version = message.key
    key: dict[str, Any] = {"situation": situation, "about": about, "user_id": user_id, "version": version}
    now = clock.now()
    with transaction():
        claimed = db.execute(CLAIM, {**key, "now": now, "again": now - AGAIN_AFTER}).scalar_one_or_none()
    if claimed is None:
        return False
    error = send(address, subject, body)
    with transaction():
        db.execute(DONE, {**key, "now": clock.now(), "error": error})
    return error is None
