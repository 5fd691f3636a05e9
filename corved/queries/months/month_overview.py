"""Every running match before its next month: ready, to be decided, blocked, or complete; and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.queries.timetable.active_tutors import TEACHES
from corved.queries.timetable.live_sessions import live_sessions
from corved.queries.timetable.match_calendar import COLUMNS, calendar_of
from corved.queries.timetable.paid_packages import IS_PAID
from corved.scheduling.draft import as_agreed
from corved.scheduling.local_time import date_label, local_date
from corved.scheduling.month_turn import ENDING_DAYS, Turn, what_is_missing
from corved.scheduling.obstacles import Busy
from corved.scheduling.plan import Plan
from corved.scheduling.shortfall import shortfall
from corved.scheduling.windows import ONE_DAY, Window, WindowKind

MOST = 1000
# n: the first package that lacks sessions; z: the last one. owed: by packages before n, or that end.
RUNNING = text(
    f"""
    select m.id as match_id, m.request_id, m.tutor_user_id as tutor_id, r.learner_id, m.tutor_since,
           m.meet_link is not null as has_link, l.full_name as learner, t.full_name as tutor,
           {TEACHES} as tutor_is_here, t.timezone as tutor_zone, sub.name as subject, n.*,
           z.last_id, z.last_tier, z.last_end, z.is_declined,
           (select count(*) from sessions s join packages p on p.id = s.package_id
            where s.match_id = m.id and (s.needs_new_time or s.status = 'no_show_tutor') and s.settled_as is null
              and p.end_date < coalesce(n.first_day, cast(:ending as date) + 1)) as owed,
           {COLUMNS}
    from matches m
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    join subjects sub on sub.id = r.subject_id
    join users t on t.id = m.tutor_user_id
    left join lateral (
        select p.id as package_id, p.tier, p.start_date as first_day, p.end_date as last_day, p.window_kind::text,
               {IS_PAID} as is_paid, p.withdrawn_at is not null as is_withdrawn, x.existing
        from packages p
        cross join lateral (
            select count(*) as has,
                   json_agg(json_build_array(s.local_start, s.timezone, s.original_start_utc)) as existing
            from sessions s where s.package_id = p.id and s.makes_up_id is null) x
        where p.request_id = m.request_id and p.status in ('pending', 'active') and p.end_date >= :today
          and x.has < p.tier
        order by p.start_date limit 1) n on true
    left join lateral (
        select p.id as last_id, p.tier as last_tier, p.end_date as last_end,
               p.not_renewing_at is not null as is_declined
        from packages p where p.request_id = m.request_id order by p.end_date desc limit 1) z on true
    where m.status in ('matched', 'active')
    order by coalesce(n.first_day, z.last_end), l.full_name, m.id
    limit :most
    """  # noqa: S608 - made of our own constants
)


@dataclass(frozen=True)
class TurnLine:
    """package_id, tier, first_day, last_day: of the package that lacks sessions, else None. why: in words, for what is
    not ready. last_id, last_tier, last_end: of the last package, if any. to_renew: it ends and has no next one."""

    match_id: UUID
    request_id: UUID
    learner: str
    tutor: str
    subject: str
    turn: Turn
    why: str
    package_id: UUID | None
    tier: int | None
    first_day: date | None
    last_day: date | None
    last_id: UUID | None
    last_tier: int | None
    last_end: date | None
    to_renew: bool


@dataclass
class _Calendar:
    """What is in the way of a plan: live sessions, and what the plans before it will take."""

    live: Mapping[UUID, list[Busy]]
    planned: dict[UUID, list[Busy]] = field(default_factory=lambda: defaultdict(list))

    def of(self, *people: UUID) -> list[Busy]:
        taken = {each.session_id: each for person in people for each in self.live.get(person, ())}
        return [*taken.values(), *(each for person in people for each in self.planned[person])]

    def take(self, plan: Plan, label: str, *people: UUID) -> None:
        for person in people:
            self.planned[person] += [Busy(each.start, each.end, label) for each in plan.sessions]


def month_turn(*, now: datetime) -> list[TurnLine]:
    """Those whose package begins first come first; each is planned with what the ones before it will take, as a run
    over them does it in this order."""
    today = now.date() - ONE_DAY
    values = {"today": today, "ending": now.date() + ENDING_DAYS * ONE_DAY, "most": MOST}
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
    turn, why = _of_package(row, calendar, now) if row["package_id"] else _of_the_rest(row, now)
    known = ("match_id", "request_id", "learner", "tutor", "subject", "package_id", "tier", "first_day", "last_day")
    last: dict[str, Any] = {name: row[name] for name in (*known, "last_id", "last_tier", "last_end")}
    return TurnLine(turn=turn, why=why, to_renew=to_renew, **last)


def _of_package(row: RowMapping, calendar: _Calendar, now: datetime) -> tuple[Turn, str]:
    """Of a package that lacks sessions."""
    found = calendar_of(row, row["existing"] or ())
    missing = what_is_missing(
        is_paid=row["is_paid"], has_schedule=found.timetable is not None, has_link=row["has_link"]
    )
    if not row["tutor_is_here"]:
        missing.append(f"{row['tutor']} teaches no more")
    if missing or found.timetable is None:
        return Turn.BLOCKED, ", ".join(missing)
    window = Window(row["first_day"], row["last_day"])
    draft = as_agreed(found.timetable, window, WindowKind(row["window_kind"]), found.used)
    begins = max(window.first, local_date(now, draft.timezone))
    if row["tutor_since"] and begins < row["tutor_since"]:
        return Turn.BLOCKED, f"{row['tutor']} teaches from {date_label(row['tutor_since'])} on"
    people = row["tutor_id"], row["learner_id"]
    plan = draft.plan(row["tier"] - found.existing, now=now, busy=calendar.of(*people), closed=found.closed)
    reasons = [] if plan.is_complete else [shortfall(plan)]
    if row["owed"]:
        reasons.append(f"the package before owes {row['owed']}")
    if row["is_withdrawn"]:
        reasons.append("its sessions were withdrawn")
    if reasons:
        return Turn.DECISION, ", ".join(reasons)
    calendar.take(plan, f"{row['tutor']} teaches {row['learner']}", *people)
    return Turn.READY, ""


def _of_the_rest(row: RowMapping, now: datetime) -> tuple[Turn, str]:
    """Of a match whose packages have their sessions, or that has none."""
    if row["last_id"] is None:
        return Turn.BLOCKED, "no package yet"
    reasons = [f"its package owes {row['owed']}"] if row["owed"] else []
    if _ends(row, now):
        ended = row["last_end"] < now.date()
        day = date_label(row["last_end"], now.date())
        ends = f"its package {'ended' if ended else 'ends'} on {day}"
        if not row["is_declined"]:
            reasons.insert(0, f"{ends}, with no next one")
        elif ended:
            reasons.insert(0, f"{ends} and is not renewed: end the match")
    return (Turn.DECISION, ", ".join(reasons)) if reasons else (Turn.COMPLETE, "")


def _ends(row: RowMapping, now: datetime) -> bool:
    return row["last_end"] is not None and row["last_end"] <= now.date() + ENDING_DAYS * ONE_DAY
