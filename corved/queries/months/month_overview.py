"""The next-month board: every running match, whether it is ready, needs a decision, is blocked or complete, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from corved.database.query_files import query
from corved.database.session import db
from corved.queries.timetable.live_sessions import live_sessions
from corved.queries.timetable.match_calendar import calendar_of
from corved.scheduling.draft import as_agreed
from corved.scheduling.local_time import date_label, local_date
from corved.scheduling.month_turn import ENDING_DAYS, Fix, Turn, what_is_missing
from corved.scheduling.obstacles import Busy
from corved.scheduling.plan import Plan
from corved.scheduling.shortfall import shortfall
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.windows import Window, WindowKind
from corved.values.money import money
from corved.values.plurals import counted

MOST = 1000
RUNNING = query(__file__, "month_overview")


@dataclass(frozen=True)
class TurnLine:
    """A match, as the next-month board shows it.

    package_id, tier, first_day, last_day: of the package that lacks sessions, else None. make_ups: how many were moved
    into it and are planned with it. why: the reason it is not ready, and fix: what to do first. to_create: how many
    sessions a ready one gets. last_id, last_tier, last_end: of the last package, if any. to_renew: it ends and no
    month follows.
    is_declined: it is not renewed. orphaned: its sessions to come, where its tutor no longer teaches, or those of a
    substitute who no longer does (tutor_is_here); else None.
    """

    match_id: UUID
    request_id: UUID
    learner: str
    tutor: str
    subject: str
    turn: Turn
    why: str
    fix: Fix
    to_create: int
    package_id: UUID | None
    tier: int | None
    make_ups: int
    first_day: date | None
    last_day: date | None
    last_id: UUID | None
    last_tier: int | None
    last_end: date | None
    to_renew: bool
    is_declined: bool
    orphaned: int | None
    tutor_is_here: bool


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


def month_turn(*, now: datetime, most: int | None = MOST) -> list[TurnLine]:
    """Return every running match with its next month, those whose package begins first at the top.

    Each is planned with what the ones before it will take, because a run works through them in this order. This is the
    one place that says which matches are ready, blocked or need a decision, and why. most: None for all.
    """
    today = now.date() - ONE_DAY
    values = {"today": today, "ending": now.date() + ENDING_DAYS * ONE_DAY, "most": most, "now": now}
    rows = db.execute(RUNNING, values).mappings().all()
    calendar = _Calendar(_live(row for row in rows if row["package_id"]))
    return [_line(row, calendar, now) for row in rows]


def _live(rows: Iterable[RowMapping]) -> Mapping[UUID, list[Busy]]:
    waiting = list(rows)
    if not waiting:
        return {}
    return live_sessions(
        tutors=(row["tutor_id"] for row in waiting),
        learners=(row["learner_id"] for row in waiting),
        first=min(row["first_day"] for row in waiting),
        last=max(row["last_day"] for row in waiting),
    )


def _line(row: RowMapping, calendar: _Calendar, now: datetime) -> TurnLine:
    to_renew = not row["package_id"] and not row["is_declined"] and _ends(row, now)
    turn, why, fix, to_create = _of_package(row, calendar, now) if row["package_id"] else _of_the_rest(row, now)
    known = ("match_id", "request_id", "learner", "tutor", "subject", "package_id", "tier", "first_day", "last_day")
    last: dict[str, Any] = {name: row[name] for name in (*known, "last_id", "last_tier", "last_end")}
    last |= {
        "make_ups": len(row["make_ups"] or ()),
        "orphaned": row["orphaned"],
        "tutor_is_here": row["tutor_is_here"],
        "is_declined": bool(row["is_declined"]),
    }
    return TurnLine(turn=turn, why=why, fix=fix, to_create=to_create, to_renew=to_renew, **last)


State = tuple[Turn, str, Fix, int]  # turn, why, fix, to_create


def _of_package(row: RowMapping, calendar: _Calendar, now: datetime) -> State:
    """Return the state of a match that has a package without all its sessions."""
    found = calendar_of(row)
    missing = what_is_missing(
        is_paid=row["is_paid"],
        money=_of_money(row),
        has_schedule=found.timetable is not None,
        has_link=row["has_link"],
    )
    if not row["tutor_is_here"]:
        missing.append((Fix.LOOK, f"{row['tutor']} no longer teaches"))
    if missing or found.timetable is None:
        return Turn.BLOCKED, ", ".join(words for _fix, words in missing), missing[0][0], 0
    window = Window(row["first_day"], row["last_day"])
    draft = as_agreed(found.timetable, window, WindowKind(row["window_kind"]), found.used)
    begins = max(window.first, local_date(now, draft.timezone))
    if row["tutor_since"] and begins < row["tutor_since"]:
        return Turn.BLOCKED, f"{row['tutor']} teaches from {date_label(row['tutor_since'])}", Fix.LOOK, 0
    people = row["tutor_id"], row["learner_id"]
    plan = draft.plan(
        found.lacking, make_ups=len(found.make_ups), now=now, busy=calendar.of(*people), closed=found.closed
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


def _of_the_rest(row: RowMapping, now: datetime) -> State:
    """Return the state of a match whose packages have all their sessions, or that has no package."""
    if row["last_id"] is None:
        return Turn.BLOCKED, "no month added yet", Fix.MONTH, 0
    if not row["tutor_is_here"]:
        return Turn.BLOCKED, f"{row['tutor']} no longer teaches", Fix.LOOK, 0
    reasons = [f"{counted(row['owed'], 'make-up')} due"] if row["owed"] else []
    if row["is_emptied"]:
        reasons.append("all sessions of its month were deleted")
    if _ends(row, now):
        ended = row["last_end"] < now.date()
        day = date_label(row["last_end"], now.date())
        ends = f"its month {'ended' if ended else 'ends'} on {day}"
        if not row["is_declined"]:
            reasons.insert(0, f"{ends}, no next month yet")
        elif ended:
            if not reasons:
                return Turn.COMPLETE, f"{ends} and is not renewed: the course ends automatically", Fix.LOOK, 0
            reasons.insert(0, f"{ends} and is not renewed")
    return (Turn.DECISION if reasons else Turn.COMPLETE), ", ".join(reasons), Fix.LOOK, 0


def _ends(row: RowMapping, now: datetime) -> bool:
    return row["last_end"] is not None and row["last_end"] <= now.date() + ENDING_DAYS * ONE_DAY
