"""The rules for moving one session to another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from corved.scheduling.local_time import local_date
from corved.scheduling.obstacles import Closed
from corved.scheduling.windows import Window

INSIDE_CUTOFF = "too little notice"
OUTSIDE_WINDOW = "outside the days of the month"
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

    def exceptions(
        self, old_start: datetime, new_start: datetime | None, *, is_make_up: bool = False
    ) -> tuple[str, ...]:
        """Return why a move needs a reason, or an empty tuple.

        INSIDE_CUTOFF, OUTSIDE_WINDOW, DURING_CLOSURE, DURING_LEAVE. A session whose start is over has no notice period.
        is_make_up: a tutor's absence gets another time; that is the normal course, on whatever day.
        """
        late = timedelta(0) < old_start - self.now < timedelta(hours=self.cutoff_hours)
        day = () if new_start is None else self.on_the_day(new_start, is_make_up=is_make_up)
        return ((INSIDE_CUTOFF,) if late and not is_make_up else ()) + day

    def on_the_day(self, start: datetime, *, is_make_up: bool = False) -> tuple[str, ...]:
        """Return why a session at that time needs a reason, or an empty tuple.

        OUTSIDE_WINDOW, DURING_CLOSURE, DURING_LEAVE. is_make_up: as in `exceptions`.
        """
        outside = not is_make_up and local_date(start, self.timezone) not in self.window
        leave = {each.is_leave for each in self.closed if each.covers(start)}
        closed = [words for words, is_leave in ((DURING_CLOSURE, False), (DURING_LEAVE, True)) if is_leave in leave]
        return ((OUTSIDE_WINDOW,) if outside else ()) + tuple(closed)
