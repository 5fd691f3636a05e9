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
    Turn.BLOCKED: "Something is missing",
    Turn.COMPLETE: "Complete",
}


class Fix(StrEnum):
    """What to do first about a match that is not ready."""

    PAY = "pay"
    SCHEDULE = "schedule"
    LINK = "link"
    MONTH = "month"
    LOOK = "look"


def what_is_missing(*, is_paid: bool, money: str, has_schedule: bool, has_link: bool) -> list[tuple[Fix, str]]:
    """Return what a package needs before its sessions can be created: what to do, and why in words.

    money: what of its price arrived, where it is not paid.
    """
    needed = (
        (Fix.PAY, money, is_paid),
        (Fix.SCHEDULE, "no schedule agreed yet", has_schedule),
        (Fix.LINK, "no Meet link yet", has_link),
    )
    return [(fix, words) for fix, words, is_there in needed if not is_there]
