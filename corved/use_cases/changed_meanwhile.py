"""Says that a session is no longer what a page showed: what it is now, and who changed it."""

from __future__ import annotations

from sqlalchemy import select

from corved.database.session import db
from corved.models import Session, User
from corved.problems import Changed
from corved.scheduling.transitions import state_of


def refuse_changed(session: Session, seen: str | None) -> None:
    """Changed, unless `seen` is the session's version or None."""
    if seen is None or seen == session.version:
        return
    now_it_is = state_of(session.status, session.needs_new_time)
    name = db.scalar(select(User.full_name).where(User.id == session.updated_by_user_id))
    raise Changed(changed_words(now_it_is, name))


def changed_words(now_it_is: str, name: str | None) -> str:
    """The sentence. name: who changed it; None for the operator."""
    return f"{name or 'The operator'} changed this session meanwhile: it is “{now_it_is}” now. Nothing was overwritten."
