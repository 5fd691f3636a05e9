"""The rules for moving one session to another time."""

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
    """The rules that a move must respect.

    window: local dates in `timezone`, the match's fixed zone.
    """

    window: Window
    timezone: str
    cutoff_hours: int
    now: datetime
    closed: tuple[Closed, ...] = ()

    def exceptions(self, old_start: datetime, new_start: datetime | None) -> tuple[str, ...]:
        """Return why a move needs a reason, or an empty tuple.

        INSIDE_CUTOFF, OUTSIDE_WINDOW, DURING_CLOSURE, DURING_LEAVE.
        """
        late = old_start - self.now < timedelta(hours=self.cutoff_hours)
        return ((INSIDE_CUTOFF,) if late else ()) + (() if new_start is None else self.on_the_day(new_start))

    def on_the_day(self, start: datetime) -> tuple[str, ...]:
        """Return why a session at that time needs a reason, or an empty tuple.

        OUTSIDE_WINDOW, DURING_CLOSURE, DURING_LEAVE.
        """
        outside = local_date(start, self.timezone) not in self.window
        leave = {each.is_leave for each in self.closed if each.covers(start)}
        closed = [words for words, is_leave in ((DURING_CLOSURE, False), (DURING_LEAVE, True)) if is_leave in leave]
        return ((OUTSIDE_WINDOW,) if outside else ()) + tuple(closed)
