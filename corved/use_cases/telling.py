"""Keeps what somebody was told by a message, in the transaction of whatever told it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.session import db

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
