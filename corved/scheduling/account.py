"""A package's account, computed from its sessions and never kept as a counter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corved.scheduling.statuses import CONSUMING, is_to_come


@dataclass(frozen=True)
class Account:
    """planned (= tier once generated) = held + absences that count + to come + owed."""

    tier: int
    held: int = 0
    student_absent: int = 0
    to_come: int = 0
    owed: int = 0

    @property
    def consumed(self) -> int:
        return self.held + self.student_absent

    @property
    def remaining(self) -> int:
        return self.tier - self.consumed

    @property
    def planned(self) -> int:
        return self.consumed + self.to_come + self.owed


def account_of(tier: int, sessions: Iterable[tuple[str, bool]]) -> Account:
    """The account of a package from its sessions' (status, needs_new_time).

    `done` and `no_show_student` consume; a tutor's absence and a session without a time are owed.
    """
    held = absent = to_come = owed = 0
    for status, needs_new_time in sessions:
        if status == "done":
            held += 1
        elif status in CONSUMING:
            absent += 1
        elif is_to_come(status, needs_new_time):
            to_come += 1
        else:
            owed += 1
    return Account(tier, held, absent, to_come, owed)
