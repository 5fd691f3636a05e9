"""What a schedule gives for a tutor and a learner, with everything that is in the way."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from corved.queries.busy_times import Slot, busy_times
from corved.scheduling.generator import Busy, Plan, Window, make_plan
from corved.scheduling.local_time import to_utc
from corved.scheduling.pattern import Pattern

ONE_DAY = timedelta(days=1)


def schedule_plan(
    *,
    tutor_id: UUID,
    learner_id: UUID,
    pattern: Pattern,
    window: Window,
    wanted: int,
    now: datetime,
    margin: int = 0,
) -> tuple[Plan, list[Busy]]:
    """The plan, and what is in the way in the window and `margin` days around it (for advice)."""
    first = to_utc(datetime.combine(window.first, time()), pattern.timezone) - margin * ONE_DAY
    last = to_utc(datetime.combine(window.last, time()), pattern.timezone) + (margin + 2) * ONE_DAY
    busy = busy_times(Slot(tutor_id, learner_id, first, last))
    return make_plan(pattern, window, wanted, now=now, busy=busy), busy
