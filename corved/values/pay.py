"""What a tutor is paid for a session: the rate that holds on its day, and the part of it for its outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from corved.values.money import money
from corved.values.plurals import hours_of

HOUR, SESSION, SHARE = "hour", "session", "share"
KINDS = {HOUR: "an hour", SESSION: "a session", SHARE: "of the session’s price"}
PAID_STATUSES = ("done", "no_show_student", "no_show_tutor")
CORRECTION = "Correction of"  # how the line of an earlier month's session begins


@dataclass(frozen=True)
class Rate:
    """What a tutor is paid from one local day to another, both included; until: None for good.

    kind: a key of KINDS. amount: in the minor unit of currency; of a share, percent of the session's price. match_id:
    of the one course that it is for; None for all that have no rate of their own.
    """

    kind: str
    amount: int
    currency: str | None
    since: date
    until: date | None = None
    match_id: UUID | None = None

    @property
    def in_words(self) -> str:
        """Say it: `1,500 PKR an hour`, `40% of the session’s price`."""
        what = f"{self.amount}%" if self.currency is None else money(self.amount, self.currency)
        return f"{what} {KINDS[self.kind]}"


@dataclass(frozen=True)
class Taught:
    """A session that was marked. day: its local date in the academy's zone.

    price, tier, currency: what its month costs, and its size; price: None where none was agreed.
    """

    session_id: UUID
    match_id: UUID
    starts_at: datetime
    day: date
    minutes: int
    status: str
    learner: str
    subject: str
    price: int | None = None
    tier: int = 1
    currency: str = ""


@dataclass(frozen=True)
class Line:
    """What is paid for a session, or an adjustment without one.

    amount: in the minor unit of currency. words: how it was computed.
    """

    amount: int
    currency: str
    words: str
    minutes: int = 0
    session_id: UUID | None = None
    starts_at: datetime | None = None
    learner: str = ""
    subject: str = ""

    @property
    def is_correction(self) -> bool:
        """Say whether the line changes what an earlier month paid."""
        return self.words.startswith(CORRECTION)


def rate_for(rates: Iterable[Rate], match_id: UUID, day: date) -> Rate | None:
    """Return the rate that holds for a course on a day: its own before the tutor's."""
    held = [each for each in rates if each.since <= day and (each.until is None or day <= each.until)]
    own = [each for each in held if each.match_id == match_id]
    return next(iter([*own, *(each for each in held if each.match_id is None)]), None)


def line_for(taught: Taught, rates: Iterable[Rate], *, absent_percent: int) -> Line | None:
    """Return what is paid for a session; None where no rate holds, or its month has no price to share.

    Done is paid in full, the student's absence at absent_percent, the tutor's not at all. Half a minor unit is rounded
    up.
    """
    rate = rate_for(rates, taught.match_id, taught.day)
    if rate is None or (rate.kind == SHARE and taught.price is None):
        return None
    percent = {"done": 100, "no_show_student": absent_percent, "no_show_tutor": 0}[taught.status]
    if rate.kind == HOUR:
        whole, words = Fraction(rate.amount * taught.minutes, 60), f"{hours_of(taught.minutes)} at {rate.in_words}"
    elif rate.kind == SESSION:
        whole, words = Fraction(rate.amount), f"1 session at {money(rate.amount, rate.currency or '')}"
    else:
        one = Fraction(taught.price or 0, taught.tier)
        whole, words = one * rate.amount / 100, f"{rate.amount}% of {money(_rounded(one), taught.currency)}"
    if taught.status != "done":
        who = "the student was absent" if taught.status == "no_show_student" else "the tutor was absent"
        words = f"{words}, {percent}% because {who}"
    return Line(
        _rounded(whole * percent / 100),
        rate.currency or taught.currency,
        words,
        taught.minutes if percent else 0,
        taught.session_id,
        taught.starts_at,
        taught.learner,
        taught.subject,
    )


def _rounded(amount: Fraction) -> int:
    return int((amount * 2 + 1) // 2)
