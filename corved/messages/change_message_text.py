"""Saves the academy's own text of a message, or goes back to CorvEd's."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db, transaction
from corved.messages.rendering import MOST_LENGTH, BadText, default_text, fill
from corved.messages.situations import SITUATIONS
from corved.models import MessageText
from corved.problems import NotHere, Problem


def change_message_text(*, situation: str, body: str) -> None:
    """Save the academy's own text of a message.

    An empty text, or CorvEd's own, resets it. Raises Problem for a text that cannot be filled in, NotHere for an
    unknown situation.
    """
    if situation not in SITUATIONS:
        raise NotHere
    text = body.replace("\r\n", "\n").strip()
    is_reset = text in ("", default_text(situation))
    if len(text) > MOST_LENGTH:
        raise Problem(f"A text has at most {MOST_LENGTH:,} characters.", "body")
    try:
        filled = fill(text, SITUATIONS[situation].example)
    except BadText as error:
        raise Problem(str(error), "body") from error
    if not is_reset and not filled:
        raise Problem("The text is empty. Enter a text.", "body")
    with transaction():
        if is_reset:
            db.execute(delete(MessageText).where(MessageText.situation == situation))
        else:
            values = {"body": text, "changed_at": clock.now(), "changed_by_user_id": current_user_id()}
            kept = insert(MessageText).values(situation=situation, **values)
            db.execute(kept.on_conflict_do_update(index_elements=["situation"], set_=values))
        record("academy.text_reset" if is_reset else "academy.text_changed", details={"situation": situation})
