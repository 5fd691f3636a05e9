"""Sends due messages by e-mail, each at most once, however many processes do this at the same time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from corved import clock
from corved.database.session import db, transaction
from corved.messages.bulk_messages import InvitationLink
from corved.messages.desk import Letter, due_now
from corved.messages.known_facts import tell

Send = Callable[[str, str, str], str | None]  # (to, subject, text) → why it was not sent; None: it was
UNCLEAR = "unclear"  # why, where nobody knows: the same as a process that died, it is not tried again
MOST_AT_ONCE = 50
AGAIN_AFTER = timedelta(minutes=10)
TOO_LATE = timedelta(hours=12)  # a message that has been due for so long is an admin's to judge
BY_HAND = ("late_join",)  # in ten minutes it is no use
ACADEMY = text(
    """
    select name, mails_since, exists (select 1 from invitations where mail_wanted_at > :lately) as wants_invitations
    from academy
    """
)
ADDRESSES = text("select id, email from users where id = any(:ids) and is_active and email is not null")
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
                             failed_at = case when cast(:error as text) <> :unclear then :now end,
                             error = nullif(:error, :unclear)
    where situation = :situation and about = :about and user_id = :user_id and version = :version
    """
)
MAILED = text(
    """
    insert into messages (situation, about, user_id, version, body, changed_at, mailed_at)
    values (:situation, :about, :user_id, :version, :body, :now, :now)
    on conflict (situation, about, user_id, version) do update
        set changed_at = excluded.changed_at, mailed_at = excluded.mailed_at
    """
)


def send_emails(*, send: Send, invitation_link: InvitationLink | None = None) -> int:
    """Send the due messages, and return how many went out.

    Only what became due since e-mail was turned on, and invitations that an admin asked to send; nothing that was
    marked sent or dismissed. A failure is recorded and tried again after ten minutes, three times in all.
    """
    now = clock.now()
    academy = db.execute(ACADEMY, {"lately": now - TOO_LATE}).one_or_none()
    if academy is None or (academy.mails_since is None and not academy.wants_invitations):
        db.rollback()
        return 0
    letters = due_now(now=now, invitation_link=invitation_link)
    due = [each for each in letters if _goes_out(each, academy.mails_since, now)]
    emails = {row.id: row.email for row in db.execute(ADDRESSES, {"ids": [each.due.person.id for each in due]})}
    db.rollback()
    sent = 0
    for each in due:
        if each.due.person.id in emails and sent < MOST_AT_ONCE:
            title = each.situation.title.partition(",")[0].partition(":")[0]
            subject = " ".join(f"{academy.name}: {title}".split())
            sent += _send_once(each, emails[each.due.person.id], subject, send)
    return sent


def _goes_out(letter: Letter, since: datetime | None, now: datetime) -> bool:
    due = letter.due
    if letter.state is not None and letter.state.mailed_at is not None:
        return False
    if due.situation == "invitation" and "mail" in due.notes:
        return True
    if since is None or due.situation.startswith(BY_HAND):
        return False
    return max(since, now - TOO_LATE) < due.due_at <= now


def _send_once(letter: Letter, address: str, subject: str, send: Send) -> bool:
    situation, about, user_id, version = letter.due.key
    key: dict[str, Any] = {"situation": situation, "about": about, "user_id": user_id, "version": version}
    now = clock.now()
    with transaction():
        claimed = db.execute(CLAIM, {**key, "now": now, "again": now - AGAIN_AFTER}).scalar_one_or_none()
    if claimed is None:
        return False
    error = send(address, subject, letter.body)
    with transaction():
        db.execute(DONE, {**key, "now": clock.now(), "error": error, "unclear": UNCLEAR})
        if error is None:
            db.execute(MAILED, {**key, "now": clock.now(), "body": letter.kept_body})
            tell(letter.due.key, letter.due.told)
    return error is None
