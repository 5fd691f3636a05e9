"""Loads one match with its people, packages, accounts and sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.query_files import query
from corved.database.session import db
from corved.problems import NotHere
from corved.queries.enrolment.package_money import PackageMoney, money_of
from corved.queries.sessions.numbering import numbered, package_account
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.queries.timetable.match_calendar import MatchCalendar, calendar_of
from corved.scheduling.account import Account, account_of
from corved.scheduling.clock_changes import ClockNote, look_ahead
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window, WindowKind
from corved.values.plurals import counted

MATCH = query(__file__, "match_page")
PACKAGES = """
    select p.id, p.tier, p.start_date, p.end_date, p.window_kind::text, p.status::text, paid.paid_on,
           y.*,
           row_number() over (order by p.start_date) as number,
           x.existing, x.lacking, cardinality(x.make_ups) as make_ups, p.held_before,
           p.removed_dates, p.not_renewing_at is not null as is_declined,
           (select count(*) from sessions c where c.settled_into = p.id) as carried_in
    from packages p
    join package_money y on y.id = p.id
    join package_plans x on x.id = p.id
    left join lateral (select max(paid_on) as paid_on from payments
                       where package_id = p.id and status = 'paid') paid on true
    where p.request_id = (select request_id from matches where id = :id) and p.cancelled_at is null
    order by p.start_date desc
"""
OF_REQUEST = text(
    """
    select s.* from session_facts s
    where s.package_id in (
        select p.id from packages p join matches m on m.request_id = p.request_id where m.id = :id)
    order by s.start, s.id
    """
)


@dataclass(frozen=True)
class PackageLine:
    """A package of the match's request with all its sessions, in order of time, an earlier match's included.

    money: what it costs and what was paid. existing: how many of its N sessions exist, without make-ups. lacking: how
    many do not, of those that are to be. make_ups: those moved into it that have no session yet, of carried_in in all.
    is_declined: the family wants no further month.
    """

    id: UUID
    tier: int
    start_date: date
    end_date: date
    window_kind: str
    status: str
    paid_on: date | None
    money: PackageMoney
    number: int
    existing: int
    lacking: int
    make_ups: int
    held_before: int
    removed_dates: list[date]
    is_declined: bool
    carried_in: int
    sessions: tuple[SessionRow, ...] = ()

    @property
    def kind(self) -> WindowKind:
        return WindowKind(self.window_kind)

    def to_withdraw(self, match_id: UUID, now: datetime) -> int:
        """Return how many upcoming sessions of the match nobody has marked or moved."""
        return sum(row.is_untouched and row.start > now and row.match_id == match_id for row in self.sessions)

    @property
    def besides(self) -> list[str]:
        """Return what else its account says, in words."""
        account = self.account
        lines = (
            (not self.money.is_paid, self.money.in_words),
            (account.held_before, f"{account.held_before} before CorvEd"),
            (account.removed, f"{account.removed} removed"),
            (account.owed, f"{counted(account.owed, 'make-up')} due"),
            (account.carried_in, f"{account.carried_in} moved here from an earlier month"),
            (account.carried, f"{account.carried} moved to a later month"),
            (account.written_off, f"{account.written_off} written off"),
        )
        return [words for is_said, words in lines if is_said]

    @property
    def pips(self) -> list[SessionRow]:
        """Return its sessions in order of time, make-ups due last, for a picture of the month."""
        shown = [row for row in self.sessions if row.settled_as is None]
        return sorted(shown, key=lambda row: (row.is_owed, row.start))

    def unmarked(self, now: datetime) -> int:
        """Return how many of its sessions are over and to be marked."""
        return sum(row.is_unmarked(now) for row in self.sessions)

    def groups(self, now: datetime) -> list[tuple[str, list[SessionRow]]]:
        """Return its sessions in groups: to get a new time, to be marked, upcoming, and past ones, newest first."""
        found: dict[str, list[SessionRow]] = {"To reschedule": [], "To be marked": [], "Upcoming": [], "Past": []}
        for row in self.sessions:
            if row.is_owed:
                found["To reschedule"].append(row)
            elif row.is_to_come:
                found["To be marked" if row.start <= now else "Upcoming"].append(row)
            else:
                found["Past"].insert(0, row)
        return [(words, rows) for words, rows in found.items() if rows]

    def is_open(self, now: datetime) -> bool:
        """Say whether the month is not over, or one of its sessions still needs a mark or a new time."""
        return any(row.is_to_come or row.is_owed or not row.has_ended(now) for row in self.sessions)

    @property
    def used(self) -> frozenset[date]:
        """Return the nominal dates that its sessions stand for."""
        return frozenset(row.nominal_date for row in self.sessions)

    @cached_property
    def account(self) -> Account:
        if self.sessions:
            return package_account(self.sessions)
        return account_of(self.tier, (), self.carried_in, held_before=self.held_before, removed=len(self.removed_dates))


@dataclass(frozen=True)
class MatchPage:
    id: UUID
    status: str
    subject_id: UUID
    level_id: UUID
    tutor_since: date | None
    meet_link: str | None
    tutor_id: UUID
    tutor: str
    tutor_zone: str
    tutor_hue: int
    request_id: UUID
    learner_id: UUID
    learner: str
    learner_zone: str
    account: str
    account_id: UUID
    account_whatsapp: str | None
    subject: str
    level: str
    shares_link_with: list[str] | None
    next_meeting: datetime | None
    former_knows_link: bool
    offered_lengths: list[int]
    calendar: MatchCalendar
    packages: tuple[PackageLine, ...] = ()

    @property
    def agreed(self) -> Timetable | None:
        return self.calendar.timetable

    @property
    def lengths(self) -> list[int]:
        """Return the lengths of a session that a schedule can have, in minutes: those offered, and those agreed."""
        agreed = self.agreed.versions if self.agreed else ()
        return sorted({*self.offered_lengths, *(each.pattern.duration_mins for each in agreed)})

    @property
    def zones(self) -> dict[str, str]:
        """Return the zones of tutor and learner, by their names."""
        return {self.learner: self.learner_zone, self.tutor: self.tutor_zone}

    @property
    def to_schedule(self) -> PackageLine | None:
        """Return the package that lacks sessions and needs a schedule: the earliest paid one, else the earliest."""
        waiting = [each for each in self.packages if each.lacking > 0 and each.status != "expired"]
        if self.status not in ("matched", "active"):
            return None
        return min(waiting, key=lambda each: (each.status != "active", each.start_date), default=None)

    @property
    def with_sessions(self) -> tuple[PackageLine, ...]:
        return tuple(each for each in self.packages if each.sessions)

    def substitutes(self, now: datetime) -> list[list[SessionRow]]:
        """Return the sessions to come, or waiting for a time, that others teach for the course's tutor, by tutor."""
        found: dict[UUID, list[SessionRow]] = {}
        for row in sorted((row for each in self.packages for row in each.sessions), key=lambda row: row.start):
            is_later = self.tutor_since is None or local_date(row.start, row.timezone) >= self.tutor_since
            is_open = (row.is_to_come and row.start > now) or (row.needs_new_time and row.is_owed)
            if is_open and row.tutor_id != self.tutor_id and is_later:
                found.setdefault(row.tutor_id, []).append(row)
        return list(found.values())

    def current_package(self, now: datetime) -> PackageLine:
        """Return the package of the next session, else the last one with sessions."""
        coming = self.next_session(now)
        shown = self.with_sessions
        return next((each for each in shown if coming and each.id == coming.package_id), shown[0])

    def next_session(self, now: datetime) -> SessionRow | None:
        """Return the session that is on, or that starts next."""
        coming = [row for each in self.packages for row in each.sessions if row.is_to_come and row.end > now]
        return min(coming, key=lambda row: row.start, default=None)

    @property
    def shown_packages(self) -> tuple[PackageLine, ...]:
        """Return the packages that have an account: sessions, removed ones, or make-ups moved into them."""
        return tuple(each for each in self.packages if each.sessions or each.removed_dates or each.carried_in)

    def packages_in_order(self, now: datetime) -> list[PackageLine]:
        """Return the packages to show: the present one, those with sessions to mark or move, then the newest."""
        present = self.current_package(now).id if self.with_sessions else None

        def waits(each: PackageLine) -> bool:
            return any(row.is_owed or (row.is_to_come and row.start <= now) for row in each.sessions)

        return sorted(self.shown_packages, key=lambda each: (each.id != present, not waits(each)))

    def clock_notes(self, now: datetime) -> list[ClockNote]:
        """Return the clock changes that shift the sessions' hours in the next twelve months, by the agreed schedule."""
        if self.agreed is None or self.status == "ended":
            return []
        today = local_date(now, self.agreed.versions[-1].pattern.timezone)
        year = Window(today, today + 365 * ONE_DAY)
        return look_ahead(self.agreed.occurrences(year), self.zones.values())

    def is_in_a_package(self, day: date) -> bool:
        return any(each.start_date <= day <= each.end_date for each in self.packages)


HEAD = tuple(MatchPage.__dataclass_fields__.keys() - {"calendar", "packages"})


def match_head(match_id: UUID) -> MatchPage:
    """Return the match without its packages, or raise NotHere."""
    head = db.execute(MATCH, {"id": match_id}).mappings().one_or_none()
    if head is None:
        raise NotHere
    return MatchPage(**{name: head[name] for name in HEAD}, calendar=calendar_of(head))


def match_packages(match_id: UUID) -> MatchPage:
    """Return the match with its packages, but without their sessions. Raises NotHere if there is none."""
    head = match_head(match_id)
    rows = db.execute(text(PACKAGES), {"id": match_id}).mappings()
    return replace(head, packages=tuple(_package_line(row) for row in rows))


def _package_line(row: RowMapping) -> PackageLine:
    known = {name: row[name] for name in PackageLine.__dataclass_fields__ if name in row}
    return PackageLine(**known, money=money_of(row))


def match_page(match_id: UUID) -> MatchPage:
    """Return the match with its packages and sessions, or raise NotHere."""
    page = match_packages(match_id)
    rows = numbered(session_rows(OF_REQUEST, {"id": match_id}))
    return replace(
        page,
        packages=tuple(
            replace(each, sessions=tuple(row for row in rows if row.package_id == each.id)) for each in page.packages
        ),
    )
