"""Counts what an operator watches: sessions to mark, e-mails that failed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text

from corved.database.session import db

NUMBERS = text(
    """
    select (select count(*) from sessions s where s.is_to_come and s.scheduled_start_utc < :now
              and s.scheduled_end_utc < :now) as unmarked,
           (select extract(epoch from :now - min(s.scheduled_end_utc)) from sessions s
            where s.is_to_come and s.scheduled_start_utc < :now
              and s.scheduled_end_utc < :now) as oldest_unmarked_seconds,
           (select count(*) from message_mails m where m.sent_at is null and m.failed_at is not null) as failed_mails
    """
)


class Numbers(NamedTuple):
    """What an operator watches. oldest_unmarked_seconds: since the end of the session; None without one."""

    unmarked: int
    oldest_unmarked_seconds: float | None
    failed_mails: int


def numbers(*, now: datetime) -> Numbers:
    """Return the counts. The transaction has the rights of an admin or the operator."""
    return Numbers(*db.execute(NUMBERS, {"now": now}).one())
