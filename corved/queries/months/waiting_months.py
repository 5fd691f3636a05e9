"""Finds the months that lack sessions, and says whether each is ready, needs a decision or lacks something, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping

from corved.database.query_files import query
from corved.database.session import db
from corved.queries.timetable.live_sessions import live_sessions
from corved.queries.timetable.match_calendar import closed_from, timetable_from
from corved.scheduling.draft import as_agreed
from corved.scheduling.local_time import date_label, local_date
from corved.scheduling.month_turn import Fix, Turn, what_is_missing
from corved.scheduling.obstacles import Busy
from corved.scheduling.plan import Plan
from corved.scheduling.shortfall import shortfall
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.windows import Window, WindowKind
from corved.values.money import money
from corved.values.plurals import counted

WAITING = query(__file__, "waiting_months")


@dataclass(frozen=True)
class WaitingMonth:
    """Of a running course, the first month that lacks sessions.

    tier: its size. make_ups: how many were moved into it and are planned with it. why: the reason it is not ready, and
    fix: what to do first. to_create: how many sessions a ready one gets. is_declined: the course's last month is not
    renewed.
    """

    match_id: UUID
    request_id: UUID
    package_id: UUID
    tutor_id: UUID
    learner_id: UUID
    learner: str
    tutor: str
    subject: str
    tier: int
    make_ups: int
    first_day: date
    last_day: date
    is_declined: bool
    turn: Turn
    why: str
    fix: Fix
    to_create: int


@dataclass
class _Calendar:
    """The busy times of a plan: live sessions, and what the plans before it will take."""

    live: Mapping[UUID, list[Busy]]
    planned: dict[UUID, list[Busy]] = field(default_factory=lambda: defaultdict(list))

    def of(self, *people: UUID) -> list[Busy]:
        taken = {each.session_id: each for person in people for each in self.live.get(person, ())}
        return [*taken.values(), *(each for person in people for each in self.planned[person])]

    def take(self, plan: Plan, label: str, *people: UUID) -> None:
        for person in people:
            self.planned[person] += [Busy(each.start, each.end, label) for each in plan.sessions]


class WaitingMonths(NamedTuple):
    """The first of them in the order of a run. total: how many there are."""

    rows: tuple[WaitingMonth, ...]
    total: int


def waiting_months(*, now: datetime, most: int | None = None) -> WaitingMonths:
    """Return the first month that lacks sessions of every running course, those that begin first at the top.

    most: how many of them to plan and return; None for all.
    Each is planned with what the ones before it will take, because a run works through them in this order. This is the
    one place that says which are ready, blocked or need a decision, and why. It grows with the months that wait, not
    with the academy.
    """
    rows = db.execute(WAITING, {"today": now.date() - ONE_DAY, "most": most}).mappings().all()
    waiting = [row for row in rows if row["package_id"] is not None]
    calendar = _Calendar(_live(waiting))
    return WaitingMonths(tuple(_month(row, calendar, now) for row in waiting), rows[0]["total"])


def _live(waiting: Sequence[RowMapping]) -> Mapping[UUID, list[Busy]]:
    if not waiting:
        return {}
    return live_sessions(
        tutors=(row["tutor_id"] for row in waiting),
        learners=(row["learner_id"] for row in waiting),
        first=min(row["first_day"] for row in waiting),
        last=max(row["last_day"] for row in waiting),
    )


def _month(row: RowMapping, calendar: _Calendar, now: datetime) -> WaitingMonth:
    turn, why, fix, to_create = _state(row, calendar, now)
    return WaitingMonth(
        match_id=row["match_id"],
        request_id=row["request_id"],
        package_id=row["package_id"],
        tutor_id=row["tutor_id"],
        learner_id=row["learner_id"],
        learner=row["learner"],
        tutor=row["tutor"],
        subject=row["subject"],
        tier=row["tier"],
        make_ups=len(row["make_ups"]),
        first_day=row["first_day"],
        last_day=row["last_day"],
        is_declined=bool(row["is_declined"]),
        turn=turn,
        why=why,
        fix=fix,
        to_create=to_create,
    )


State = tuple[Turn, str, Fix, int]  # turn, why, fix, to_create


def _state(row: RowMapping, calendar: _Calendar, now: datetime) -> State:
    timetable = timetable_from(row["versions"]) if row["versions"] else None
    missing = what_is_missing(
        is_paid=row["is_paid"],
        money=_of_money(row),
        has_schedule=timetable is not None,
        has_link=row["has_link"],
    )
    if not row["tutor_is_here"]:
        missing.append((Fix.LOOK, f"{row['tutor']} no longer teaches"))
    if missing or timetable is None:
        return Turn.BLOCKED, ", ".join(words for _fix, words in missing), missing[0][0], 0
    window = Window(row["first_day"], row["last_day"])
    draft = as_agreed(timetable, window, WindowKind(row["window_kind"]), frozenset(row["used"]))
    begins = max(window.first, local_date(now, draft.timezone))
    if row["tutor_since"] and begins < row["tutor_since"]:
        return Turn.BLOCKED, f"{row['tutor']} teaches from {date_label(row['tutor_since'])}", Fix.LOOK, 0
    people = row["tutor_id"], row["learner_id"]
    plan = draft.plan(
        row["lacking"],
        make_ups=len(row["make_ups"]),
        now=now,
        busy=calendar.of(*people),
        closed=closed_from(row["closed"]),
    )
    reasons = [] if plan.is_complete else [shortfall(plan)]
    if row["owed"]:
        reasons.append(f"{counted(row['owed'], 'make-up')} due from the month before")
    if row["is_withdrawn"]:
        reasons.append("its sessions were deleted")
    if reasons:
        return Turn.DECISION, ", ".join(reasons), Fix.LOOK, 0
    calendar.take(plan, f"{row['tutor']} teaches {row['learner']}", *people)
    return Turn.READY, "", Fix.LOOK, len(plan.sessions)


def _of_money(row: RowMapping) -> str:
    """Say what of a package that is not paid arrived so far."""
    if row["is_refunded"]:
        return "the payment was refunded"
    return f"part paid, {money(row['due'], row['currency'])} left to pay" if row["kept"] else "not paid yet"
