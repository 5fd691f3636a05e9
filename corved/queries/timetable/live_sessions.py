"""Finds the sessions that make several people busy in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Busy
from corved.scheduling.time_limits import ONE_DAY

LIVE = text(
    """
    select s.id, s.tutor_user_id, s.learner_id, s.scheduled_start_utc as start, s.scheduled_end_utc as "end",
           t.full_name || ' teaches ' || l.full_name as label
    from sessions s
    join users t on t.id = s.tutor_user_id
    join learners l on l.id = s.learner_id
    where s.id in (
        select id from sessions where tutor_user_id = any(:tutors) and scheduled_start_utc between :first and :last
        union
        select id from sessions where learner_id = any(:learners) and scheduled_start_utc between :first and :last)
      and s.is_live
    """
)


def live_sessions(
    *, tutors: Iterable[UUID], learners: Iterable[UUID], first: date, last: date
) -> Mapping[UUID, list[Busy]]:
    """Return live sessions by person, tutor or learner.

    first, last: local days of any zone, both included.
    """
    values = {
        "tutors": list(set(tutors)),
        "learners": list(set(learners)),
        "first": to_utc(datetime.combine(first, time()), "UTC") - ONE_DAY,
        "last": to_utc(datetime.combine(last, time()), "UTC") + 2 * ONE_DAY,
    }
    found: dict[UUID, list[Busy]] = defaultdict(list)
    for row in db.execute(LIVE, values):
        busy = Busy(row.start, row.end, row.label, row.id)
        found[row.tutor_user_id].append(busy)
        found[row.learner_id].append(busy)
    return found
