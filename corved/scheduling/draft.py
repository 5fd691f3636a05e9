"""A month's schedule while it is being agreed, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from corved.scheduling.moves import DURING_CLOSURE, DURING_LEAVE
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.plan import Plan, make_plan
from corved.scheduling.timetable import Timetable, Version
from corved.scheduling.windows import Window, WindowKind

LONGER_WINDOW = "longer than the month"


@dataclass(frozen=True)
class Draft:
    """The draft of a month's schedule.

    timetable: what holds from the window's first day on. instead: other times agreed for single lost dates.
    use_closures, use_leave: teach on closed days, which is an exception, as is a window longer than its kind. began:
    the first day of a package that has sessions and lacks some. used: the dates that those sessions stand for.
    """

    timetable: Timetable
    window: Window
    kind: WindowKind = WindowKind.ONE_MONTH
    instead: Mapping[date, datetime] = field(default_factory=dict)
    use_closures: bool = False
    use_leave: bool = False
    began: date | None = None
    used: frozenset[date] = frozenset()

    @property
    def timezone(self) -> str:
        """Return the fixed time zone on the draft's first day."""
        return self.timetable.on(self.window.first).timezone

    @property
    def exceptions(self) -> tuple[str, ...]:
        """Return the draft's exceptions to the rules, which need a reason."""
        longer = self.window.last > self.kind.window(self.began or self.window.first).last
        asked = {LONGER_WINDOW: longer, DURING_CLOSURE: self.use_closures, DURING_LEAVE: self.use_leave}
        return tuple(words for words, is_asked in asked.items() if is_asked)

    def heeded(self, closed: Sequence[Closed]) -> list[Closed]:
        """Return the closed days that this draft keeps free."""
        return [each for each in closed if not (self.use_leave if each.is_leave else self.use_closures)]

    def plan(
        self,
        lacking: int,
        *,
        make_ups: int = 0,
        now: datetime,
        busy: Sequence[Busy] = (),
        closed: Sequence[Closed] = (),
    ) -> Plan:
        """Plan what a package lacks, and after it as many of the make-ups moved into it as fit.

        A make-up that does not fit keeps nothing from being created: it is placed by hand.
        """
        whole = self._plan(lacking + make_ups, now, busy, closed)
        if whole.is_complete or not make_ups:
            return whole
        return self._plan(max(lacking, len(whole.sessions)), now, busy, closed)

    def _plan(self, wanted: int, now: datetime, busy: Sequence[Busy], closed: Sequence[Closed]) -> Plan:
        return make_plan(
            self.timetable,
            self.window,
            wanted,
            now=now,
            busy=busy,
            closed=self.heeded(closed),
            instead=self.instead,
            used=self.used,
        )


def as_agreed(timetable: Timetable, window: Window, kind: WindowKind, used: frozenset[date]) -> Draft:
    """Return the agreed schedule in a package's own days, as a draft.

    used: the dates that sessions of the package stand for already.
    """
    first = Version(window.first, timetable.on(window.first))
    return Draft(
        Timetable((first, *timetable.after(window.first))),
        window,
        kind,
        began=window.first if used else None,
        used=used,
    )
