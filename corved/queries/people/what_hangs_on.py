"""Counts what hangs on a person's roles: sessions to come and running matches, as tutor and as family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.values.plurals import counted

COUNTS = text(
    """
    select (select count(*) from sessions where tutor_user_id = :id and is_to_come and scheduled_start_utc > :now)
               as teaches,
           (select count(*) from match_facts where tutor_id = :id and status in ('matched', 'active')) as matches,
           (select count(*) from sessions where account_user_id = :id and is_to_come and scheduled_start_utc > :now)
               as learns,
           (select count(*) from match_facts where account_id = :id and status in ('matched', 'active')) as courses
    """
)


@dataclass(frozen=True)
class WhatHangs:
    """What hangs on a person.

    teaches, matches: sessions to come and running matches as a tutor. learns, courses: the same of their learners.
    """

    teaches: int
    matches: int
    learns: int
    courses: int

    @property
    def as_tutor(self) -> str:
        """Say what they teach, or '' for nothing."""
        if not (self.teaches or self.matches):
            return ""
        return f"{counted(self.teaches, 'upcoming session')} in {counted(self.matches, 'course')} as a tutor"

    @property
    def as_family(self) -> str:
        if not (self.learns or self.courses):
            return ""
        return f"{counted(self.learns, 'upcoming session')} in {counted(self.courses, 'course')} as a family"

    def of_roles(self, roles: set[str]) -> str:
        """Say what hangs on these roles, or '' for nothing."""
        parts = [self.as_tutor if "tutor" in roles else "", self.as_family if roles & {"student", "parent"} else ""]
        return " and ".join(filter(None, parts))

    @property
    def seen(self) -> str:
        """Return what the page shows, so that an act is refused when it has changed."""
        return f"{self.teaches}-{self.matches}-{self.learns}-{self.courses}"


def what_hangs_on(person_id: UUID, *, now: datetime) -> WhatHangs:
    row = db.execute(COUNTS, {"id": person_id, "now": now}).mappings().one()
    return WhatHangs(**row)
