"""Whether messages go out by e-mail, and which could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from corved.database.session import db

MAILING = text(
    """
    select ac.mails_since, m.situation, u.full_name as person, m.attempts, m.failed_at, m.error
    from academy ac
    left join message_mails m on m.failed_at > :since
    left join users u on u.id = m.user_id
    order by m.failed_at desc
    limit 100
    """
)


@dataclass(frozen=True)
class MailFailure:
    """attempts: of three. error: what the server said, or the connection."""

    situation: str
    person: str
    attempts: int
    failed_at: datetime
    error: str


@dataclass(frozen=True)
class Mailing:
    """since: from when on messages go out by e-mail, too; None: they do not."""

    since: datetime | None
    failures: tuple[MailFailure, ...]


def mailing(*, since: datetime) -> Mailing:
    """Failures since an instant, the last first."""
    rows = db.execute(MAILING, {"since": since}).all()
    failures = (MailFailure(*row[1:]) for row in rows if row.situation is not None)
    return Mailing(rows[0].mails_since if rows else None, tuple(failures))
