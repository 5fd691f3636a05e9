"""The table of every way a request's status may change: by what, from what, to what, and with which effect.

The database refuses every other change (app.keep_steps).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One way in which a request's status may change.

    how: what somebody does. does: the effect on package, match and sessions, in words.
    """

    how: str
    before: frozenset[str]
    after: str
    does: str


def _any(*statuses: str) -> frozenset[str]:
    return frozenset(statuses)


REMOVES = "the untouched sessions to come are removed; moved ones to come wait for a time and are owed"
STEPS = (
    Step("sell", _any("new"), "payment_pending", "a package is there, not paid yet"),
    Step("pay", _any("payment_pending"), "ready_to_match", "the package is active"),
    Step("refund", _any("ready_to_match"), "payment_pending", "the package waits for a payment again"),
    Step("cancel", _any("payment_pending"), "new", "no month is sold; its days are free"),
    Step("match", _any("new", "payment_pending", "ready_to_match"), "matched", "a match is there, without sessions"),
    Step("generate", _any("matched"), "active", "the package has its sessions, the match is active"),
    Step("withdraw", _any("active"), "matched", "no session of the match is left; its sessions can be created again"),
    Step("pause", _any("matched", "active"), "paused", f"the match is paused; {REMOVES}"),
    Step("resume", _any("paused"), "active", "the match runs again and keeps the sessions it has"),
    Step("resume without sessions", _any("paused"), "matched", "the match runs again; its sessions can be created"),
    Step(
        "end",
        _any("new", "payment_pending", "ready_to_match", "matched", "active", "paused"),
        "ended",
        f"the match is ended; {REMOVES}",
    ),
    Step("reopen", _any("ended"), "new", "of one without a match: it is as it was"),
    Step("reopen", _any("ended"), "payment_pending", "of one without a match: it is as it was"),
    Step("reopen", _any("ended"), "ready_to_match", "of one without a match: it is as it was"),
)


def step(how: str, status: str) -> str:
    """Return the status after an action; it stays the same if the table has no row for it."""
    return next((each.after for each in STEPS if each.how == how and status in each.before), status)


def may(how: str, status: str) -> bool:
    return any(each.how == how and status in each.before for each in STEPS)
