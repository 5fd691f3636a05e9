"""Numbers a package's sessions, and computes its account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.account import Account, Counted, account_of


def package_account(rows: Sequence[SessionRow]) -> Account:
    """Return the account of a package from all its sessions, at least one."""
    first = rows[0]
    facts = {"held_before": first.held_before, "removed": first.removed}
    return account_of(first.tier, [counted(row) for row in rows], first.carried_in, **facts)


def counted(row: SessionRow) -> Counted:
    return Counted(row.status, row.needs_new_time, row.settled_as, row.repays_carried)


def numbered(rows: list[SessionRow]) -> list[SessionRow]:
    """Return the sessions with their numbers within their packages, in order of time. Missed ones have none.

    Those that were held before CorvEd have the first numbers.
    """
    used: dict[UUID, int] = {}
    found = []
    for row in sorted(rows, key=lambda row: row.start):
        if row.has_a_number:
            used[row.package_id] = used.get(row.package_id, row.held_before) + 1
            row = replace(row, position=used[row.package_id])
        found.append(row)
    return found
