"""The statement of a package: every session with what it counts as and why; the sums are the account."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.package_rows import counted, numbered, package_account
from corved.queries.session_rows import SELECT_SESSIONS, SessionRow, session_row
from corved.scheduling.account import Account, counts_as

# Its own sessions, and the owed ones that were carried into it.
OF_PACKAGE = """
    where (s.package_id = :package_id or s.settled_into = :package_id)
      and (cast(:account_id as uuid) is null or s.account_user_id = :account_id)
    order by s.scheduled_start_utc, s.id
"""


@dataclass(frozen=True)
class StatementLine:
    """counts_as: a line of the account, or "carried in" for one that an earlier package owed."""

    row: SessionRow
    counts_as: str


@dataclass(frozen=True)
class Statement:
    lines: tuple[StatementLine, ...]
    account: Account

    @property
    def sums(self) -> list[tuple[str, int]]:
        """The account in words: what is bought and what became of it, down to what is to be held in this package."""
        account = self.account
        changes = [
            ("Carried in from an earlier package", account.carried_in),
            ("Carried into the next package", -account.carried),
            ("Written off", -account.written_off),
        ]
        return [("Bought", account.tier), *(each for each in changes if each[1])]

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Where the sessions to be held stand; they add up to `account.entitled`."""
        account = self.account
        found = [
            ("Held", account.held),
            ("Missed by the student, counted", account.student_absent),
            ("Still to come", account.to_come),
            ("Owed", account.owed),
        ]
        return [*found, *([("Not planned yet", account.lacking)] if account.lacking else [])]

    @property
    def package(self) -> SessionRow:
        """Any session of the package, for what all of them share."""
        return next(each.row for each in self.lines if each.counts_as != CARRIED_IN)


CARRIED_IN = "carried in"


def statement(package_id: UUID, account_id: UUID | None = None) -> Statement:
    """account_id: whose package it must be; None: anybody's, for admins. NotHere for one without sessions, too."""
    values = {"package_id": package_id, "account_id": account_id}
    rows = [session_row(row) for row in db.execute(text(SELECT_SESSIONS + OF_PACKAGE), values).mappings()]
    own = numbered([row for row in rows if row.package_id == package_id])
    if not own:
        raise NotHere
    carried = [StatementLine(row, CARRIED_IN) for row in rows if row.package_id != package_id]
    lines = [StatementLine(row, counts_as(counted(row)).replace("_", " ")) for row in own]
    return Statement((*carried, *lines), package_account(own))
