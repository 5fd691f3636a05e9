"""Loads the statement of a package: every session with what it counts as and why. The sums are the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.models.people import LEVELS
from corved.problems import NotHere
from corved.queries.sessions.numbering import counted, numbered, package_account
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.account import Account, account_of, counts_as

# Its own sessions, and the owed ones that were carried into it.
OF_PACKAGE = text(
    """
    select s.* from session_facts s
    where (s.package_id = :package_id or s.settled_into = :package_id)
      and (cast(:account_id as uuid) is null or s.account_id = :account_id)
    order by s.start, s.id
    """
)


PACKAGE = text(
    """
    select p.id as package_id, p.tier, p.start_date, p.end_date, p.held_before,
           cardinality(p.removed_dates) as removed, p.price_pkr, ac.name as academy,
           l.full_name as learner, sub.name as subject, r.level::text
    from packages p
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join subjects sub on sub.id = r.subject_id
    cross join academy ac
    where p.id = :id
    """
)


@dataclass(frozen=True)
class StatedPackage:
    package_id: UUID
    tier: int
    start_date: date
    end_date: date
    held_before: int
    removed: int
    price_pkr: int | None
    academy: str
    learner: str
    subject: str
    level: str

    @property
    def level_name(self) -> str:
        return LEVELS[self.level]


@dataclass(frozen=True)
class StatementLine:
    """One session of the statement.

    counts_as: a line of the account, "to be marked" for one that is over, or "carried in" for one that an earlier
    package owed.
    """

    row: SessionRow
    counts_as: str


@dataclass(frozen=True)
class Statement:
    package: StatedPackage
    lines: tuple[StatementLine, ...]
    account: Account

    @property
    def unmarked(self) -> int:
        """Return how many sessions are over and not marked yet."""
        return sum(line.counts_as == TO_BE_MARKED for line in self.lines)

    @property
    def sums(self) -> list[tuple[str, int]]:
        """Return the upper lines of the statement, from the sessions bought to those to be held, as (label, count)."""
        account = self.account
        changes = [
            ("Removed", -account.removed),
            ("Carried in from an earlier package", account.carried_in),
            ("Carried into the next package", -account.carried),
            ("Written off", -account.written_off),
        ]
        return [("Bought", account.tier), *(each for each in changes if each[1])]

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Return the lower lines of the statement, as (label, count).

        They say how many of the sessions to be held are in each state.
        """
        account = self.account
        found = [
            (f"Held, {account.held_before} of them before CorvEd" if account.held_before else "Held", account.held),
            ("Missed by the student, counted", account.student_absent),
            ("To be marked", self.unmarked),
            ("Still to come", account.to_come - self.unmarked),
            ("Make-ups due", account.owed),
        ]
        found = [each for each in found if each != ("To be marked", 0)]
        return [*found, *([("Not planned yet", account.lacking)] if account.lacking else [])]


CARRIED_IN = "carried in"
TO_BE_MARKED = "to be marked"


def statement(package_id: UUID, account_id: UUID | None = None, *, now: datetime) -> Statement:
    """Return the statement. Raises NotHere for a package that has nothing to state.

    account_id: whose package it must be; None for admins, who may see any.
    """
    values = {"package_id": package_id, "account_id": account_id}
    rows = session_rows(OF_PACKAGE, values)
    if not rows:
        raise NotHere
    own = numbered([row for row in rows if row.package_id == package_id])
    package = StatedPackage(**db.execute(PACKAGE, {"id": package_id}).mappings().one())
    carried = [StatementLine(row, CARRIED_IN) for row in rows if row.package_id != package_id]
    lines = [StatementLine(row, _counts_as(row, now)) for row in own]
    account = (
        package_account(own)
        if own
        else account_of(package.tier, (), len(carried), held_before=package.held_before, removed=package.removed)
    )
    return Statement(package, (*carried, *lines), account)


def _counts_as(row: SessionRow, now: datetime) -> str:
    return TO_BE_MARKED if row.is_unmarked(now) else counts_as(counted(row)).replace("_", " ")
