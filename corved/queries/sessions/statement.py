"""Loads the statement of a package: every session with what it counts as and why. The sums are the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
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
           cardinality(p.removed_dates) as removed, p.price, p.currency,
           ac.name as academy, ac.timezone as academy_zone,
           ac.whatsapp as academy_whatsapp, u.full_name as account, l.full_name as learner, sub.name as subject,
           v.name as level
    from packages p
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users u on u.id = l.account_user_id
    join subjects sub on sub.id = r.subject_id
    join levels v on v.id = r.level_id
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
    price: int | None
    currency: str
    academy: str
    academy_zone: str
    academy_whatsapp: str
    account: str
    learner: str
    subject: str
    level: str


@dataclass(frozen=True)
class StatementLine:
    """One session of the statement.

    counts_as: a line of the account, "to be marked" for one that is over, or "carried in" for one that an earlier
    package owed.
    """

    row: SessionRow
    counts_as: str

    @property
    def words(self) -> str:
        return LINE_WORDS[self.counts_as]

    @property
    def used(self) -> str:
        """Return how many sessions of the month the line uses up: 1, 0, or – while that is open."""
        if self.counts_as in ("held", "student_absent"):
            return "1"
        return "–" if self.counts_as in ("to_come", TO_BE_MARKED) else "0"


@dataclass(frozen=True)
class Statement:
    package: StatedPackage
    lines: tuple[StatementLine, ...]
    account: Account

    @property
    def tutors(self) -> list[str]:
        """Return the names of who teaches the sessions, in the order of their first one."""
        return list(dict.fromkeys(line.row.tutor for line in self.lines))

    @property
    def unmarked(self) -> int:
        """Return how many sessions are over and not marked yet."""
        return sum(line.counts_as == TO_BE_MARKED for line in self.lines)

    @property
    def sums(self) -> list[tuple[str, int, bool]]:
        """Return the account as (label, count, whether it is the total).

        What was bought and what changed it come first, if anything did; then how many are in each state.
        """
        account = self.account
        changes = [
            ("Removed", -account.removed),
            ("Moved here from an earlier month", account.carried_in),
            ("Moved to a later month", -account.carried),
            ("Written off", -account.written_off),
        ]
        states = [
            (
                f"Done, {account.held_before} of them before this website was used" if account.held_before else "Done",
                account.held,
            ),
            ("Missed (used)", account.student_absent),
            ("To be marked", self.unmarked),
            ("Upcoming", account.to_come - self.unmarked),
            ("Make-ups due", account.owed),
            ("Not planned yet", account.lacking),
        ]
        changed = [(words, number, False) for words, number in changes if number]
        shown = [(words, number, False) for words, number in states if number or words == "Done"]
        total = ("Total sessions", account.entitled, True)
        return [("Bought", account.tier, False), *changed, total, *shown] if changed else [*shown, total]


CARRIED_IN = "carried in"
TO_BE_MARKED = "to be marked"
LINE_WORDS = {
    "held": "Done",
    "student_absent": "Student absent",
    "to_come": "Upcoming",
    "owed": "Did not take place",
    "made_up": "Did not take place",
    "carried": "Did not take place",
    "written_off": "Did not take place",
    TO_BE_MARKED: "To be marked",
    CARRIED_IN: "Moved here from an earlier month",
}


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
    return TO_BE_MARKED if row.is_unmarked(now) else counts_as(counted(row))
