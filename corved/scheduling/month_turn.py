"""Works out whether a running match is ready for its next month, and what is still missing."""

from __future__ import annotations

from enum import StrEnum

ENDING_DAYS = 5  # so long before its last day a package asks for its next one


class Turn(StrEnum):
    """The state of a match before its next month.

    ready: its sessions can be created as agreed. decision: somebody has to choose first. blocked: something is missing.
    complete: nothing to do yet.
    """

    READY = "ready"
    DECISION = "decision"
    BLOCKED = "blocked"
    COMPLETE = "complete"


TURN_WORDS = {
    Turn.READY: "Ready",
    Turn.DECISION: "Needs a decision",
    Turn.BLOCKED: "Blocked",
    Turn.COMPLETE: "Complete",
}


def what_is_missing(*, is_paid: bool, money: str, has_schedule: bool, has_link: bool) -> list[str]:
    """Return what a package needs before its sessions can be created, in words.

    money: what of its price arrived, where it is not paid.
    """
    needed = ((money, is_paid), ("no schedule agreed yet", has_schedule), ("no Meet link yet", has_link))
    return [words for words, is_there in needed if not is_there]
