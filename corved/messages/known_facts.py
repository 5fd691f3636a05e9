"""Records what a person knows from a message, in the transaction of the action that sent it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.session import db
from corved.messages.message import Key, start_said

# One at a time for each person: what is told last is one thing.
LOCK = text("select pg_advisory_xact_lock(hashtextextended(cast(:user_id as text), 7303026))")
NO_LONGER_LAST = text(
    """
    update told k set is_last = false
    from unnest(cast(:abouts as uuid[]), cast(:whats as text[])) f (about, what)
    where k.about = f.about and k.what = f.what and k.user_id = :user_id and k.is_last
    """
)
TELL = text(
    """
    insert into told (about, what, user_id, said, situation, message_about, version, told_at, is_told, is_last)
    select f.about, f.what, :user_id, f.said, :situation, :message_about, :version, :now, :is_told, :is_told
    from unnest(cast(:abouts as uuid[]), cast(:whats as text[]), cast(:said as text[])) f (about, what, said)
    on conflict (about, what, user_id, situation, message_about, version) do update
        set said = excluded.said, told_at = excluded.told_at, is_told = excluded.is_told, is_last = excluded.is_last
    """
)
FORGET = text(
    """
    delete from told
    where user_id = :user_id and situation = :situation and message_about = :message_about and version = :version
    returning about, what
    """
)
LAST_AGAIN = text(
    """
    update told k set is_last = true
    from (select distinct on (t.about, t.what) t.about, t.what, t.situation, t.message_about, t.version
          from told t join unnest(cast(:abouts as uuid[]), cast(:whats as text[])) f (about, what) using (about, what)
          where t.user_id = :user_id and t.is_told
          order by t.about, t.what, t.is_last desc, t.told_at desc) l
    where k.user_id = :user_id and (k.about, k.what, k.situation, k.message_about, k.version)
          = (l.about, l.what, l.situation, l.message_about, l.version)
    """
)
SAME_CLOCK = text(
    """
    update told k set said = :after from users u
    where u.id = k.user_id and u.timezone = :timezone and k.is_last
      and k.about = :session_id and k.what = 'start' and k.said = :before
    """
)


def tell(key: Key, told: Mapping[tuple[UUID, str], str], *, is_told: bool = True) -> None:
    """Record what a person knows from a message, in the table `told`.

    key: situation, about, person, version. told: (session or match, what of it) → what was said. is_told False:
    somebody dismissed the message, so that the person need not know.
    """
    if not told:
        return
    values = _of(key) | {
        "abouts": [about for about, _what in told],
        "whats": [what for _about, what in told],
        "said": list(told.values()),
        "now": clock.now(),
        "is_told": is_told,
    }
    db.execute(LOCK, values)
    if is_told:
        db.execute(NO_LONGER_LAST, values)
    db.execute(TELL, values)


def untell(key: Key) -> None:
    """Remove what a message told from the table `told`, because it was not sent after all."""
    values = _of(key)
    db.execute(LOCK, values)
    gone = db.execute(FORGET, values).all()
    db.execute(LAST_AGAIN, values | {"abouts": [row.about for row in gone], "whats": [row.what for row in gone]})


def keep_clock_told(session_id: UUID, timezone: str, *, before: datetime, after: datetime) -> None:
    """Record the new instant of a session whose wall clock stayed, so that nobody is told of a change."""
    said = {"before": start_said(before), "after": start_said(after)}
    db.execute(SAME_CLOCK, {"session_id": session_id, "timezone": timezone, **said})


def _of(key: Key) -> dict[str, Any]:
    situation, about, user_id, version = key
    return {"situation": situation, "message_about": about, "user_id": user_id, "version": version}
