"""Keeps what somebody was told by a message, in the transaction of whatever told it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.session import db
from corved.queries.due_message import start_said

Key = tuple[str, UUID, UUID, str]
TELL = text(
    """
    insert into told (about, what, user_id, said, situation, version, told_at)
    select f.about, f.what, :user_id, f.said, :situation, :version, :now
    from unnest(cast(:abouts as uuid[]), cast(:whats as text[]), cast(:said as text[])) f (about, what, said)
    on conflict (about, what, user_id) do update
        set said = excluded.said, situation = excluded.situation, version = excluded.version,
            told_at = excluded.told_at
    """
)

SAME_CLOCK = text(
    """
    update told k set said = :after from users u
    where u.id = k.user_id and u.timezone = :timezone
      and k.about = :session_id and k.what = 'start' and k.said = :before
    """
)


def tell(key: Key, told: Mapping[tuple[UUID, str], str]) -> None:
    """key: situation, about, person, version. told: (session or match, what of it) → what was said of it."""
    situation, _about, user_id, version = key
    facts = {
        "abouts": [about for about, _what in told],
        "whats": [what for _about, what in told],
        "said": list(told.values()),
    }
    values = {"user_id": user_id, "situation": situation, "version": version, "now": clock.now()}
    if told:
        db.execute(TELL, values | facts)


def keep_clock_told(session_id: UUID, timezone: str, *, before: datetime, after: datetime) -> None:
    """Who lives by the clock that was agreed knows the time still, though it is another instant (aware) by now."""
    said = {"before": start_said(before), "after": start_said(after)}
    db.execute(SAME_CLOCK, {"session_id": session_id, "timezone": timezone, **said})
