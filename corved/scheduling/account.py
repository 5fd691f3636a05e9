"""Computes a package's account: how many sessions were held, are to come and are owed.

It is computed from the sessions and never kept as a counter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from corved.scheduling.statuses import CONSUMING, is_to_come

OWED = "owed"
MADE_UP, CARRIED, WRITTEN_OFF = "made_up", "carried", "written_off"
SETTLEMENTS = (MADE_UP, CARRIED, WRITTEN_OFF)


class Counted(NamedTuple):
    """What the account needs to know of a session.

    settled_as: one of SETTLEMENTS for a make-up that is no longer due. repays_carried: it makes up for a session of an
    earlier package.
    """

    status: str
    needs_new_time: bool
    settled_as: str | None = None
    repays_carried: bool = False


@dataclass(frozen=True)
class Account:
    """A package's account: planned = held + absences that count + to come + owed.

    held: those that were held before CorvEd (held_before) included. removed: sessions that an admin removed.
    carried_in: make-ups taken over from an earlier package. carried, written_off: make-ups moved on or written off.
    made_up: missed once, and held or to come in another session of the same package, which is counted instead.
    """

    tier: int
    held: int = 0
    student_absent: int = 0
    to_come: int = 0
    owed: int = 0
    made_up: int = 0
    carried: int = 0
    written_off: int = 0
    carried_in: int = 0
    held_before: int = 0
    removed: int = 0

    @property
    def consumed(self) -> int:
        return self.held + self.student_absent

    @property
    def planned(self) -> int:
        return self.consumed + self.to_come + self.owed

    @property
    def entitled(self) -> int:
        return self.tier - self.removed + self.carried_in - self.carried - self.written_off

    @property
    def remaining(self) -> int:
        return self.entitled - self.consumed

    @property
    def lacking(self) -> int:
        """Return how many sessions nobody has planned yet."""
        return self.entitled - self.planned


def account_of(
    tier: int, sessions: Iterable[Counted], carried_in: int = 0, *, held_before: int = 0, removed: int = 0
) -> Account:
    """Return the account of a package from all its sessions.

    carried_in: how many make-ups it took over. `done` and `no_show_student` use a session up; a tutor's absence and a
    session without a time are owed until they are settled; one that was carried in is owed until a session of this
    package repays it. held_before: how many of `tier` were held before CorvEd. removed: how many an admin removed.
    """
    found = list(sessions)
    count = Counter(counts_as(each) for each in found)
    count[OWED] += carried_in - sum(each.repays_carried for each in found)
    count["held"] += held_before
    return Account(tier, **count, carried_in=carried_in, held_before=held_before, removed=removed)


def counts_as(session: Counted) -> str:
    """Return how a session counts in the account: held, student_absent, to_come, owed or one of SETTLEMENTS."""
    if session.settled_as is not None:
        return session.settled_as
    if session.status in CONSUMING:
        return "held" if session.status == "done" else "student_absent"
    return "to_come" if is_to_come(session.status, session.needs_new_time) else OWED
