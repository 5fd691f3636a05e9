"""Finds changes to a draft that let all the month's sessions fit, best first. Each is tried before it is offered.

First what touches one lost date only: another weekday at the same time, another time on that day. Then what changes the
whole month: more weekdays, an earlier start, and last the exceptions: closed days, a longer window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, combinations, islice

from corved.scheduling.draft import Draft
from corved.scheduling.free_slots import Surroundings, other_days, other_times
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import date_label, local_date
from corved.scheduling.pattern import days_in_words
from corved.scheduling.plan import Cause, Plan
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Timetable, Version
from corved.scheduling.windows import LONGEST_PACKAGE_DAYS, Window

LONGEST_EXTENSION_DAYS = 31
MOST_DATES = 4  # so many lost dates get repairs of their own


@dataclass(frozen=True)
class Repair:
    """One change that makes a month fit, or fit better.

    draft: the draft with it. lost: the date it is for, None for the whole month.
    """

    words: str
    draft: Draft
    lost: Occurrence | None = None
    slot: Occurrence | None = None

    @property
    def is_exception(self) -> bool:
        return bool(self.draft.exceptions)


def repairs(draft: Draft, plan: Plan, around: Surroundings) -> list[Repair]:
    """Return the changes that would let the plan hold all its sessions, best first.

    An empty list when the plan is complete or nothing helps.
    """
    if plan.is_complete:
        return []
    heeding = replace(around, closed=draft.heeded(around.closed))
    inside = [each for each in plan.lost if each.cause != Cause.WINDOW_ENDS]
    by_date = (list(_for_one_date(draft, plan, each.occurrence, heeding)) for each in inside)
    single = chain.from_iterable(islice(filter(None, by_date), MOST_DATES))
    whole = chain(
        _more_days(draft, plan, around),
        _later_start(draft, plan, around),
        _earlier_start(draft, plan, around),
        _all_the_same(draft, plan, around),
        _longer_window(draft, plan, around),
    )
    return [*single, *whole]


def _for_one_date(draft: Draft, plan: Plan, lost: Occurrence, around: Surroundings) -> Iterator[Repair]:
    day = _date_of(lost, draft)
    pattern = draft.timetable.on(day)
    for slots in (
        other_days(lost, pattern, draft.window, around, plan.sessions),
        other_times(lost, pattern, around, plan.sessions),
    ):
        for slot in slots:
            changed = replace(draft, instead={**draft.instead, day: slot.local_start})
            after = _planned(changed, plan, around)
            if slot in after.sessions and after.missing < plan.missing:
                today = local_date(around.now, pattern.timezone)
                words = f"{_when(slot.local_start, today)} instead of {_when(lost.local_start, today)}"
                yield Repair(words, changed, lost, slot)
                break


def _more_days(draft: Draft, plan: Plan, around: Surroundings) -> Iterator[Repair]:
    """Yield the repair that adds the fewest weekdays; among several, the earliest in the week."""
    first, *later = draft.timetable.versions
    others = [day for day in (1, 2, 3, 4, 5, 6, 0) if day not in first.pattern.days]
    for count in range(1, len(others) + 1):
        for days in combinations(others, count):
            pattern = replace(first.pattern, days=tuple(sorted(first.pattern.days + days)))
            changed = replace(draft, timetable=Timetable((Version(first.since, pattern), *later)))
            if _planned(changed, plan, around).is_complete:
                yield Repair(f"Add {days_in_words(days)}, {pattern.time:%H:%M}", changed)
                return


def _later_start(draft: Draft, plan: Plan, around: Surroundings) -> Iterator[Repair]:
    """Yield the repair that starts today, for a window that has begun or is over."""
    today = local_date(around.now, draft.timezone)
    if draft.window.first < today and draft.began is None:
        changed = replace(draft, window=draft.kind.window(today))
        if _planned(changed, plan, around).is_complete:
            yield Repair(f"Start on {date_label(today)}", changed)


def _earlier_start(draft: Draft, plan: Plan, around: Surroundings) -> Iterator[Repair]:
    """Yield the repair with the latest earlier first day with which the month fits."""
    if draft.began is not None:
        return
    today = local_date(around.now, draft.timezone)
    for days in range(1, LONGEST_EXTENSION_DAYS + 1):
        first = draft.window.first - days * ONE_DAY
        if first < today:
            return
        changed = replace(draft, window=draft.kind.window(first))
        if _planned(changed, plan, around).is_complete:
            yield Repair(
                f"Start on {date_label(first, today)}, end on {date_label(changed.window.last, today)}", changed
            )
            return


def _all_the_same(draft: Draft, plan: Plan, around: Surroundings) -> Iterator[Repair]:
    """Yield the repair that teaches on closed days anyway."""
    causes = {each.cause for each in plan.lost}
    for cause, changed, words in (
        (Cause.CLOSURE, replace(draft, use_closures=True), "Teach on closed days anyway"),
        (Cause.LEAVE, replace(draft, use_leave=True), "Teach during the tutor’s leave anyway"),
    ):
        if cause in causes and _planned(changed, plan, around).missing < plan.missing:
            yield Repair(words, changed)


def _longer_window(draft: Draft, plan: Plan, around: Surroundings) -> Iterator[Repair]:
    room = LONGEST_PACKAGE_DAYS - 1 - (draft.window.last - draft.window.first).days
    for days in range(1, min(LONGEST_EXTENSION_DAYS, room) + 1):
        changed = replace(draft, window=Window(draft.window.first, draft.window.last + days * ONE_DAY))
        if _planned(changed, plan, around).is_complete:
            today = local_date(around.now, draft.timezone)
            yield Repair(f"End on {date_label(changed.window.last, today)}", changed)
            return


def _planned(draft: Draft, plan: Plan, around: Surroundings) -> Plan:
    return draft.plan(plan.wanted, now=around.now, busy=around.busy, closed=around.closed)


def _date_of(lost: Occurrence, draft: Draft) -> date:
    """Return the date of the schedule that was lost, also for a replacement that is lost again."""
    back = {local_start: day for day, local_start in draft.instead.items()}
    return back.get(lost.local_start, lost.local_start.date())


def _when(local_start: datetime, today: date) -> str:
    return f"{date_label(local_start.date(), today)}, {local_start:%H:%M}"
