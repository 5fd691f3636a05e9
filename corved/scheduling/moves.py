"""The rules of moving one session to another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from corved.scheduling.local_time import local_date
from corved.scheduling.obstacles import Closed
from corved.scheduling.windows import Window

INSIDE_CUTOFF = "inside the cut-off"
OUTSIDE_WINDOW = "outside the package's window"
DURING_CLOSURE = "during a closure"
DURING_LEAVE = "during the tutor's leave"


@dataclass(frozen=True)
class MoveRules:
    """What a move must respect. window: local dates in `timezone`, the zone whose wall clock leads the match."""

    window: Window
    timezone: str
    cutoff_hours: int
    now: datetime
    closed: tuple[Closed, ...] = ()

    def exceptions(self, old_start: datetime, new_start: datetime | None) -> tuple[str, ...]:
        """Why this move needs a reason: INSIDE_CUTOFF, OUTSIDE_WINDOW, DURING_CLOSURE, DURING_LEAVE, or none."""
        found = []
        if old_start - self.now < timedelta(hours=self.cutoff_hours):
            found.append(INSIDE_CUTOFF)
        if new_start is not None and local_date(new_start, self.timezone) not in self.window:
            found.append(OUTSIDE_WINDOW)
        leave = {each.is_leave for each in self.closed if new_start is not None and each.covers(new_start)}
        found += [words for words, is_leave in ((DURING_CLOSURE, False), (DURING_LEAVE, True)) if is_leave in leave]
        return tuple(found)
