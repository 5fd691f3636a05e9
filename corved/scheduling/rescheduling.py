"""Plans what a schedule change does to the sessions that a package has already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from corved.scheduling.generator import Occurrence
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.plan import Plan, make_plan
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window


def is_untouched(status: str, original_start: datetime | None, *, is_make_up: bool) -> bool:
    """Say whether a session is still as the schedule gave it: not held, marked or moved, and no make-up.

    Only such a session may be planned again, or deleted with the others of its month.
    """
    return status == "scheduled" and original_start is None and not is_make_up


@dataclass(frozen=True)
class Existing:
    """A session that the package has already.

    nominal_date: the date of the schedule that it stands for, wherever it was moved to. is_untouched: scheduled, never
    moved, never marked. is_make_up: it is not one of the package's N.
    """

    id: UUID
    time: Occurrence
    nominal_date: date
    is_untouched: bool
    is_make_up: bool = False

    def may_go(self, since: date, now: datetime) -> bool:
        """Say whether a schedule change may remove the session. Done, marked and moved sessions stay."""
        return self.is_untouched and self.time.start > now and self.time.local_start.date() >= since


@dataclass(frozen=True)
class Rescheduling:
    """The effect of a schedule change on a package.

    kept: sessions that stay as they are. removed, added: what the change takes away and creates. plan: what the new
    schedule gives from the day on.
    """

    tier: int
    kept: tuple[Existing, ...]
    removed: tuple[Existing, ...]
    added: tuple[Occurrence, ...]
    plan: Plan = field(repr=False)

    @property
    def is_complete(self) -> bool:
        return self.plan.is_complete

    @property
    def changes_nothing(self) -> bool:
        return not self.removed and not self.added


def reschedule(
    sessions: Sequence[Existing],
    timetable: Timetable,
    window: Window,
    *,
    tier: int,
    since: date,
    now: datetime,
    busy: Sequence[Busy] = (),
    closed: Sequence[Closed] = (),
    removed: Sequence[date] = (),
) -> Rescheduling:
    """Plan the package's sessions again from a given day, so that it has `tier` of them.

    tier: without the sessions held before CorvEd and those that an admin removed on the dates `removed`. since: a
    nominal local date. busy: what is in the way apart from the sessions that may go.
    """
    going = [each for each in sessions if each.may_go(since, now)]
    staying = [each for each in sessions if not each.may_go(since, now)]
    wanted = tier - sum(not each.is_make_up for each in staying)
    first = max(since, window.first)
    if wanted <= 0 or first > window.last:
        return Rescheduling(tier, tuple(sessions), (), (), Plan(0, (), ()))
    gone = {each.id for each in going}
    others = [each for each in busy if each.session_id not in gone]
    used = {*removed, *(each.nominal_date for each in staying)}
    plan = make_plan(timetable, Window(first, window.last), wanted, now=now, busy=others, closed=closed, used=used)
    by_time: Mapping[Occurrence, Existing] = {each.time: each for each in going}
    unchanged = [by_time[each] for each in plan.sessions if each in by_time]
    same = {each.id for each in unchanged}
    return Rescheduling(
        tier,
        kept=tuple(sorted((*staying, *unchanged), key=lambda each: each.time.start)),
        removed=tuple(each for each in going if each.id not in same),
        added=tuple(each for each in plan.sessions if each not in by_time),
        plan=plan,
    )
