"""Writes new sessions of a package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    select t.match_id, t.package_id, t.tutor_id, t.learner_id, t.account_id, t.start, t."end", t.local_start,
           t.timezone, t.makes_up_id, :now, :now, cast(:actor as uuid)
    from unnest(cast(:match_ids as uuid[]), cast(:package_ids as uuid[]), cast(:tutor_ids as uuid[]),
                cast(:learner_ids as uuid[]), cast(:account_ids as uuid[]), cast(:starts as timestamptz[]),
                cast(:ends as timestamptz[]), cast(:local_starts as timestamp[]), cast(:timezones as text[]),
                cast(:make_ups as uuid[]))
        as t (match_id, package_id, tutor_id, learner_id, account_id, start, "end", local_start, timezone, makes_up_id)
"""

# Of one package: the course, the package, its new times, and the missed sessions that the last of them make up for.
NewSessions = tuple[LockedMatch, UUID, Sequence[Occurrence], Sequence[UUID]]


def insert_values(new: Iterable[NewSessions]) -> dict[str, Any]:
    """Return the values for inserting one session per time."""
    rows = [
        (course, package_id, at, make_up)
        for course, package_id, times, make_ups in new
        for at, make_up in zip(times, [*[None] * (len(times) - len(make_ups)), *make_ups], strict=True)
    ]
    return {
        "match_ids": [course.match_id for course, _package_id, _at, _make_up in rows],
        "package_ids": [package_id for _course, package_id, _at, _make_up in rows],
        "tutor_ids": [course.tutor_id for course, _package_id, _at, _make_up in rows],
        "learner_ids": [course.learner_id for course, _package_id, _at, _make_up in rows],
        "account_ids": [course.account_id for course, _package_id, _at, _make_up in rows],
        "now": clock.now(),
        "actor": current_user_id(),
        "starts": [at.start for _course, _package_id, at, _make_up in rows],
        "ends": [at.end for _course, _package_id, at, _make_up in rows],
        "local_starts": [at.local_start for _course, _package_id, at, _make_up in rows],
        "timezones": [at.timezone for _course, _package_id, at, _make_up in rows],
        "make_ups": [make_up for _course, _package_id, _at, make_up in rows],
    }


def add_sessions(course: LockedMatch, package_id: UUID, times: Sequence[Occurrence]) -> None:
    db.execute(text(INSERT), insert_values([(course, package_id, times, ())]))
