"""Writes new sessions of a package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.session import current_user_id, db
from corved.scheduling.generator import Occurrence
from corved.use_cases.timetable.locked_match import LockedMatch

INSERT = """
    insert into sessions (match_id, package_id, tutor_user_id, learner_id, account_user_id, scheduled_start_utc,
                          scheduled_end_utc, local_start, timezone, makes_up_id, updated_at, created_at,
                          updated_by_user_id)
    select :match_id, :package_id, :tutor_id, :learner_id, :account_id, t.start, t."end", t.local_start, t.timezone,
           t.makes_up_id, :now, :now, cast(:actor as uuid)
    from unnest(cast(:starts as timestamptz[]), cast(:ends as timestamptz[]), cast(:local_starts as timestamp[]),
                cast(:timezones as text[]), cast(:make_ups as uuid[]))
        as t (start, "end", local_start, timezone, makes_up_id)
"""


def insert_values(
    course: LockedMatch, package_id: UUID, times: Sequence[Occurrence], make_ups: Sequence[UUID] = ()
) -> dict[str, Any]:
    """Return the values for inserting one session per time.

    make_ups: the missed sessions that the last ones make up for.
    """
    own = len(times) - len(make_ups)
    return {
        "match_id": course.match_id,
        "package_id": package_id,
        "tutor_id": course.tutor_id,
        "learner_id": course.learner_id,
        "account_id": course.account_id,
        "now": clock.now(),
        "actor": current_user_id(),
        "starts": [each.start for each in times],
        "ends": [each.end for each in times],
        "local_starts": [each.local_start for each in times],
        "make_ups": [*[None] * own, *make_ups],
        "timezones": [each.timezone for each in times],
    }


def add_sessions(course: LockedMatch, package_id: UUID, times: Sequence[Occurrence]) -> None:
    db.execute(text(INSERT), insert_values(course, package_id, times))
