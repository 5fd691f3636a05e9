"""Loads a week of sessions, day by day in the reader's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import pairwise
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.lanes import Spot, hole, spots
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.time_limits import ONE_DAY

MOST = 2000
FIRST_HOUR, LAST_HOUR = 9, 20  # shown at least, so that an empty week looks like one
FOLDED = 4  # so many empty hours in between are folded
WITH_CARDS = 300  # of more sessions the boxes lead to the session instead of opening a card: the page stays light
EVENING = 18 * 60  # minutes of the day: a card that opens later opens upwards
TWO_LINES = 50  # minutes: a shorter box has room for the name alone
OF_WEEK = text(
    """
    select s.* from session_facts s
    where s.start >= :first and s.start < :last and (cast(:tutor_id as uuid) is null or s.tutor_id = :tutor_id)
    order by s.start, s.id
    limit :most
    """
)
CLOSED = text(
    """
    select c.name, c.first_day, c.last_day, t.id as tutor_id, t.full_name as tutor, coalesce(t.hue, 0) as hue
    from closures c left join users t on t.id = c.tutor_user_id
    where c.removed_at is null and c.first_day <= :last and c.last_day >= :first
      and (cast(:tutor_id as uuid) is null or c.tutor_user_id is null or c.tutor_user_id = :tutor_id)
    order by c.tutor_user_id is not null, c.first_day, c.name, c.id
    """
)


@dataclass(frozen=True)
class ClosedDays:
    """A closure of the academy, or a tutor's leave (tutor, hue: their name and colour). Local days, both included."""

    name: str
    first_day: date
    last_day: date
    tutor_id: UUID | None
    tutor: str | None
    hue: int


@dataclass(frozen=True)
class Day:
    """A local day with its sessions in order of their start, and where each stands. hole: the time that clocks skip."""

    date: date
    sessions: tuple[tuple[SessionRow, Spot], ...]
    closed: tuple[ClosedDays, ...]
    hole: Spot | None


@dataclass(frozen=True)
class Week:
    """A week of sessions. monday: a local date. days: its seven days."""

    monday: date
    zone: str
    days: tuple[Day, ...]

    @cached_property
    def sessions(self) -> int:
        return sum(len(day.sessions) for day in self.days)

    @property
    def moved(self) -> int:
        return sum(row.was_moved for day in self.days for row, _spot in day.sessions)

    @property
    def has_cards(self) -> bool:
        return self.sessions <= WITH_CARDS

    @cached_property
    def people(self) -> frozenset[str]:
        """Return the names of the learners and tutors of the week."""
        return frozenset(name for day in self.days for row, _spot in day.sessions for name in (row.learner, row.tutor))

    @cached_property
    def hours(self) -> range:
        """Return the hours to show, from the earliest to the latest, at least those of a working day."""
        shown = [spot for day in self.days for _row, spot in day.sessions]
        first = min([FIRST_HOUR, *(spot.at // 60 for spot in shown)])
        return range(first, max([LAST_HOUR + 1, *(-(-(spot.at + spot.length) // 60) for spot in shown)]))

    @cached_property
    def fold(self) -> range | None:
        """Return the longest stretch of at least four empty hours between sessions, which is not drawn."""
        shown = sorted(
            (spot.at // 60, -(-(spot.at + spot.length) // 60)) for day in self.days for _row, spot in day.sessions
        )
        busy: list[list[int]] = []
        for first, last in shown:
            if busy and first <= busy[-1][1]:
                busy[-1][1] = max(busy[-1][1], last)
            else:
                busy.append([first, last])
        gaps = [range(before[1], after[0]) for before, after in pairwise(busy)]
        gaps = [gap for gap in gaps if FOLDED <= len(gap) <= 15 and not any(day.hole for day in self.days)]
        return max(gaps, key=len, default=None)

    def classes(self, spot: Spot) -> str:
        """Return the stylesheet's classes of a box."""
        names = [spot.classes, "short" if spot.length < TWO_LINES else "", "late" if spot.at >= EVENING else ""]
        names.append("after" if self.fold and spot.at // 60 >= self.fold.stop else "")
        return " ".join(filter(None, names))

    @property
    def has_leave(self) -> bool:
        return any(each.tutor for day in self.days for each in day.closed)

    @property
    def noons(self) -> tuple[datetime, datetime]:
        """Return noon of its Monday and of its Sunday, as instants: clocks may change between them."""
        first, last = (to_utc(datetime.combine(day, time(12)), self.zone) for day in (self.monday, self.sunday))
        return first, last

    @property
    def sunday(self) -> date:
        return self.monday + 6 * ONE_DAY

    @property
    def before(self) -> date:
        return self.monday - 7 * ONE_DAY

    @property
    def after(self) -> date:
        return self.monday + 7 * ONE_DAY


def week(*, day: date, zone: str, tutor_id: UUID | None = None, knows_leave: bool = True) -> Week:
    """Load the week around a local date of the reader's zone, from Monday.

    tutor_id: of one tutor only. knows_leave: the reader may see closures and leave.
    """
    monday = day - day.weekday() * ONE_DAY
    first, last = (to_utc(datetime.combine(each, time()), zone) for each in (monday, monday + 7 * ONE_DAY))
    values = {"first": first, "last": last, "tutor_id": tutor_id, "most": MOST}
    rows: dict[date, list[SessionRow]] = {monday + number * ONE_DAY: [] for number in range(7)}
    for session in session_rows(OF_WEEK, values):
        rows[local_date(session.start, zone)].append(session)
    shown = {"first": monday, "last": monday + 6 * ONE_DAY, "tutor_id": tutor_id}
    closed = [ClosedDays(**row) for row in db.execute(CLOSED, shown).mappings()] if knows_leave else []
    days = (_day(date, sessions, closed, zone) for date, sessions in rows.items())
    return Week(monday, zone, tuple(days))


def _day(date: date, sessions: list[SessionRow], closed: list[ClosedDays], zone: str) -> Day:
    places = spots([(each.start, each.end) for each in sessions], zone)
    on_it = tuple(each for each in closed if each.first_day <= date <= each.last_day)
    return Day(date, tuple(zip(sessions, places, strict=True)), on_it, hole(date, zone))
