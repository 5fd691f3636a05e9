"""Loads what decides a match's dates, apart from other sessions: schedule, closed days, tutor's hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.problems import NotHere
from corved.scheduling.obstacles import Closed
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Timetable, Version
from corved.scheduling.weekly_hours import DatedHours

ONE = text(
    """
    select k.*, x.lacking, x.make_ups, x.used
    from match_calendars k
    left join package_plans x on x.id = :package_id
    where k.id = :id
    """
)
MANY = text(
    """
    select k.*, x.lacking, x.make_ups, x.used
    from unnest(cast(:ids as uuid[]), cast(:package_ids as uuid[])) with ordinality w (match_id, package_id, number)
    cross join lateral (select * from match_calendars k where k.id = w.match_id offset 0) k
    cross join lateral (select * from package_plans x where x.id = w.package_id offset 0) x
    order by w.number
    """
)


@dataclass(frozen=True)
class MatchCalendar:
    """What decides a match's dates, apart from other sessions.

    tutor_id: the match's tutor, whose closed days and hours these are. timetable: None until a schedule is agreed.
    lacking: how many of the package's own sessions do not exist. make_ups: the missed sessions that were moved into it
    and have no make-up yet. used: the dates that its sessions stand for, and those that an admin removed.
    """

    tutor_id: UUID
    timetable: Timetable | None
    closed: tuple[Closed, ...]
    hours: DatedHours
    lacking: int = 0
    make_ups: tuple[UUID, ...] = ()
    used: frozenset[date] = frozenset()


def match_calendar(match_id: UUID, package_id: UUID | None = None) -> MatchCalendar:
    """Return a match's calendar, or raise NotHere.

    package_id: the package whose sessions are planned.
    """
    row = db.execute(ONE, {"id": match_id, "package_id": package_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return calendar_of(row)


def match_calendars(pairs: Sequence[tuple[UUID, UUID]]) -> list[MatchCalendar]:
    """Return the calendars of several matches, each with the package whose sessions are planned: (match, package)."""
    values = {
        "ids": [match_id for match_id, _package_id in pairs],
        "package_ids": [package_id for _match_id, package_id in pairs],
    }
    return [calendar_of(row) for row in db.execute(MANY, values).mappings()]


def calendar_of(row: Mapping[str, Any] | RowMapping) -> MatchCalendar:
    """Make a calendar from a row of the view match_calendars, with the columns of package_plans where it has them."""
    return MatchCalendar(
        row["tutor_id"],
        timetable_from(row["versions"]) if row["versions"] else None,
        closed_from(row["closed"]),
        DatedHours.from_json(row["hours"], row["tutor_zone"]),
        row.get("lacking") or 0,
        tuple(row.get("make_ups") or ()),
        frozenset(row.get("used") or ()),
    )


def timetable_from(kept: Iterable[Sequence[Any]]) -> Timetable:
    """Make a timetable from the column `versions`: (since, pattern) in order of their days."""
    return Timetable(tuple(Version(date.fromisoformat(since), Pattern.from_json(pattern)) for since, pattern in kept))


def closed_from(kept: Iterable[Sequence[Any]] | None) -> tuple[Closed, ...]:
    """Make the closed days from the column `closed` of the view closed_days."""
    return tuple(
        Closed(name, date.fromisoformat(first), date.fromisoformat(last), timezone, is_leave)
        for name, first, last, timezone, is_leave in kept or ()
    )
