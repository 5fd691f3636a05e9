"""Detects that a page was out of date, and says what the session is now and who changed it."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from corved.database.session import db
from corved.models import Session, User
from corved.problems import Changed
from corved.scheduling.transitions import state_of


def refuse_changed(session: Session, seen: str | None) -> None:
    """Raise Changed unless the session is still at the version `seen`. None is not checked."""
    if seen is None or seen == session.version:
        return
    now_it_is = state_of(session.status, session.needs_new_time)
    name = db.scalar(select(User.full_name).where(User.id == session.updated_by_user_id))
    raise Changed(changed_words(now_it_is, name))


def changed_words(now_it_is: str, name: str | None) -> str:
    """Return the sentence that says what the session is now and who changed it.

    name: who changed it; None for the operator.
    """
    who = name or "CorvEd"
    return f"{who} changed this session in the meantime: it is “{now_it_is}” now. Nothing was overwritten."


def as_changed(error: DBAPIError) -> Changed:
    """Make a Changed from the error of a database function."""
    now = json.loads(error.orig.diag.message_detail)  # type: ignore[union-attr]
    return Changed(changed_words(state_of(now["status"], now["needs_new_time"]), now["by"]))
