"""Plans the sessions of a draft schedule around other sessions and closed days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from corved.queries.timetable.busy_times import Slot, busy_times
from corved.scheduling.draft import Draft
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.plan import Plan
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.windows import Window


def schedule_plan(
    *,
    tutor_id: UUID,
    learner_id: UUID,
    draft: Draft,
    lacking: int,
    make_ups: int = 0,
    now: datetime,
    closed: Sequence[Closed] = (),
    margin: int = 0,
) -> tuple[Plan, list[Busy]]:
    """Return the planned sessions of a draft, and the busy times around them.

    The busy times cover the window and `margin` days on both sides, so that repairs can be found.
    """
    busy = busy_times(slot_around(tutor_id, learner_id, draft.window, draft.timezone, margin))
    return draft.plan(lacking, make_ups=make_ups, now=now, busy=busy, closed=closed), busy


def slot_around(tutor_id: UUID, learner_id: UUID, window: Window, timezone: str, margin: int = 0) -> Slot:
    """Return the period of a window with `margin` days on both sides.

    A day more covers zones that differ.
    """
    first = to_utc(datetime.combine(window.first, time()), timezone) - (margin + 1) * ONE_DAY
    last = to_utc(datetime.combine(window.last, time()), timezone) + (margin + 2) * ONE_DAY
    return Slot(tutor_id, learner_id, first, last)
