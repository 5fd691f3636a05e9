"""Loads a week of sessions, day by day in the reader's zone, or one day, tutor by tutor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import pairwise
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.page import last_page
from corved.queries.sessions.busy_hours import BusyHour, busy_hours
from corved.queries.sessions.session_rows import SessionRow, session_row, session_rows
from corved.scheduling.lanes import Spot, hole, spots
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.time_limits import ONE_DAY

COLUMNS = 24  # tutors on a page of a day
MOST_BOXES = 300  # of more sessions a week the hours are counted, and the days show them: each would hide others
FIRST_HOUR, LAST_HOUR = 9, 20  # shown at least, so that an empty week looks like one
FOLDED = 4  # so many empty hours in between are folded
EVENING = 18 * 60  # minutes of the day: a card that opens later opens upwards
TWO_LINES = 50  # minutes: a shorter box has room for the name alone
OF_WEEK = text(
    """
    select s.* from session_facts s
    where s.start >= :first and s.start < :last and (cast(:tutor_id as uuid) is null or s.tutor_id = :tutor_id)
    order by s.start, s.id
    """
)
# The columns of a day: a page of the tutors who teach on it, by name. tutors, sessions, moved: of the whole day.
OF_DAY = text(
    """
    with taught as materialized (
        select s.tutor_user_id, count(*) as sessions,
               count(*) filter (where s.original_start_utc <> s.scheduled_start_utc) as moved
        from sessions s
        where s.scheduled_start_utc >= :first and s.scheduled_start_utc < :last
          and (cast(:tutor_id as uuid) is null or s.tutor_user_id = :tutor_id)
        group by s.tutor_user_id),
    page as materialized (
        select t.id, t.full_name from taught g join users t on t.id = g.tutor_user_id
        order by t.full_name, t.id limit :size offset :offset)
    select a.tutors, a.sessions, a.moved, s.*
    from (select count(*) as tutors, coalesce(sum(sessions), 0) as sessions, coalesce(sum(moved), 0) as moved
          from taught) a
    left join page p on true
    left join session_facts s on s.tutor_id = p.id and s.start >= :first and s.start < :last
    order by p.full_name, p.id, s.start, s.id
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
    """A local day with its sessions in order of their start, and where each stands.

    hole: the time that clocks skip. tutor, hue: the name and colour of whose day it is; None for everybody's. hours:
    the sessions counted, where they are too many to draw each; then sessions is empty.
    """

    date: date
    sessions: tuple[tuple[SessionRow, Spot], ...]
    closed: tuple[ClosedDays, ...]
    hole: Spot | None
    tutor: str | None = None
    hue: int = 0
    hours: tuple[tuple[BusyHour, Spot], ...] = ()

    @property
    def total(self) -> int:
        return len(self.sessions) + sum(hour.sessions for hour, _spot in self.hours)

    @property
    def spots(self) -> list[Spot]:
        return [spot for _what, spot in (*self.sessions, *self.hours)]


@dataclass(frozen=True)
class TutorPage:
    """A page of the tutors who teach on a day. page: from 1. total, sessions, moved: of the whole day."""

    page: int
    total: int
    sessions: int
    moved: int

    @property
    def has_more(self) -> bool:
        return self.page * COLUMNS < self.total


@dataclass(frozen=True)
class Week:
    """A week of sessions, or one day of them.

    first: a local date. days: its seven days, or that day of each tutor. tutors: which tutors of a day these are.
    """

    first: date
    zone: str
    days: tuple[Day, ...]
    length: int = 7
    tutors: TutorPage | None = None

    @cached_property
    def sessions(self) -> int:
        return self.tutors.sessions if self.tutors else sum(day.total for day in self.days)

    @property
    def moved(self) -> int:
        if self.tutors:
            return self.tutors.moved
        counted = sum(hour.moved for day in self.days for hour, _spot in day.hours)
        return counted + sum(row.was_moved for day in self.days for row, _spot in day.sessions)

    @cached_property
    def busiest(self) -> int:
        """Return the most sessions of an hour, where hours are counted; else 0."""
        return max((hour.sessions for day in self.days for hour, _spot in day.hours), default=0)

    @cached_property
    def people(self) -> frozenset[str]:
        """Return the names of the learners and tutors of the week."""
        return frozenset(name for day in self.days for row, _spot in day.sessions for name in (row.learner, row.tutor))

    @cached_property
    def hours(self) -> range:
        """Return the hours to show, from the earliest to the latest, at least those of a working day."""
        shown = [spot for day in self.days for spot in day.spots]
        first = min([FIRST_HOUR, *(spot.at // 60 for spot in shown)])
        return range(first, max([LAST_HOUR + 1, *(-(-(spot.at + spot.length) // 60) for spot in shown)]))

    @cached_property
    def fold(self) -> range | None:
        """Return the longest stretch of at least four empty hours between sessions, which is not drawn."""
        shown = sorted((spot.at // 60, -(-(spot.at + spot.length) // 60)) for day in self.days for spot in day.spots)
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
    def is_crowded(self) -> bool:
        """Whether a session stands behind another one, because there are more at once than columns."""
        return any(spot.is_behind for day in self.days for spot in day.spots)

    @property
    def has_leave(self) -> bool:
        return any(each.tutor for day in self.days for each in day.closed)

    @property
    def noons(self) -> tuple[datetime, datetime]:
        """Return noon of its first and of its last day, as instants: clocks may change between them."""
        first, last = (to_utc(datetime.combine(day, time(12)), self.zone) for day in (self.first, self.last))
        return first, last

    @property
    def last(self) -> date:
        return self.first + (self.length - 1) * ONE_DAY

    @property
    def before(self) -> date:
        return self.first - self.length * ONE_DAY

    @property
    def after(self) -> date:
        return self.first + self.length * ONE_DAY


def week(*, day: date, zone: str, tutor_id: UUID | None = None, knows_leave: bool = True) -> Week:
    """Load the week around a local date of the reader's zone, from Monday.

    tutor_id: of one tutor only. knows_leave: the reader may see closures and leave.
    """
    monday = day - day.weekday() * ONE_DAY
    dates = [monday + number * ONE_DAY for number in range(7)]
    closed = closed_days(monday, 7, tutor_id) if knows_leave else []
    if tutor_id is None:
        hours = busy_hours(*_instants(monday, 7, zone), zone, tutor_id)
        if sum(each.sessions for day in hours.values() for each in day) > MOST_BOXES:
            return Week(monday, zone, tuple(_day_of_hours(date, hours.get(date, []), closed, zone) for date in dates))
    rows: dict[date, list[SessionRow]] = {date: [] for date in dates}
    for session in _sessions(monday, 7, zone, tutor_id):
        rows[local_date(session.start, zone)].append(session)
    return Week(monday, zone, tuple(_day(date, sessions, closed, zone) for date, sessions in rows.items()))


def day_by_tutor(*, day: date, zone: str, tutor_id: UUID | None = None, page: int = 1) -> Week:
    """Load a local day of the reader's zone: a column for each tutor who teaches on it, by name, a page of them."""
    begins, ends = _instants(day, 1, zone)
    values = {"first": begins, "last": ends, "tutor_id": tutor_id, "size": COLUMNS, "offset": (page - 1) * COLUMNS}
    found = db.execute(OF_DAY, values).mappings().all()
    rows: dict[UUID, list[SessionRow]] = {}
    for mapping in found:
        if mapping["id"] is not None:
            rows.setdefault(mapping["tutor_id"], []).append(session_row(mapping))
    tutors = TutorPage(page, *(found[0][name] for name in ("tutors", "sessions", "moved")))
    if page > (last := last_page(tutors.total, COLUMNS)):
        return day_by_tutor(day=day, zone=zone, tutor_id=tutor_id, page=last)
    closed = closed_days(day, 1, tutor_id)
    days = [
        _day(day, sessions, [each for each in closed if each.tutor_id in (None, key)], zone, sessions[0])
        for key, sessions in rows.items()
    ]
    return Week(day, zone, tuple(days) or (_day(day, [], closed, zone),), 1, tutors)


def _sessions(first: date, days: int, zone: str, tutor_id: UUID | None) -> list[SessionRow]:
    begins, ends = _instants(first, days, zone)
    return session_rows(OF_WEEK, {"first": begins, "last": ends, "tutor_id": tutor_id})


def _instants(first: date, days: int, zone: str) -> tuple[datetime, datetime]:
    begins, ends = (to_utc(datetime.combine(each, time()), zone) for each in (first, first + days * ONE_DAY))
    return begins, ends


def closed_days(first: date, days: int, tutor_id: UUID | None) -> list[ClosedDays]:
    """Return the closures, and the leave of all tutors or of one, from a local day on for so many days."""
    shown = {"first": first, "last": first + (days - 1) * ONE_DAY, "tutor_id": tutor_id}
    return [ClosedDays(**row) for row in db.execute(CLOSED, shown).mappings()]


def _day(
    date: date, sessions: list[SessionRow], closed: list[ClosedDays], zone: str, whose: SessionRow | None = None
) -> Day:
    places = spots([(each.start, each.end) for each in sessions], zone)
    on_it = _on(date, closed)
    shown = tuple(zip(sessions, places, strict=True))
    return Day(date, shown, on_it, hole(date, zone), *((whose.tutor, whose.tutor_hue) if whose else (None, 0)))


def _day_of_hours(date: date, hours: list[BusyHour], closed: list[ClosedDays], zone: str) -> Day:
    shown = tuple((each, Spot(each.hour * 60, 60)) for each in hours)
    return Day(date, (), _on(date, closed), hole(date, zone), hours=shown)


def _on(date: date, closed: list[ClosedDays]) -> tuple[ClosedDays, ...]:
    return tuple(each for each in closed if each.first_day <= date <= each.last_day)
