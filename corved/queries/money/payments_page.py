"""Loads who owes, longest first, and what was received, for the page of payments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.academy.search import part_of, words_in
from corved.queries.enrolment.package_money import PackageMoney
from corved.queries.page import Page, page_of
from corved.values.money import MOST, money, read_amount
from corved.values.receipts import receipt_label

# What a search looks for: names, a reference, or an amount in one of the academy's currencies.
FITS = """:search = '' or app.plain(concat_ws(' ', l.full_name, a.full_name))
                            like all (cast((select app.word_patterns(cast(:words as text[]))) as text[]))
           or exists (select from unnest(cast(:amounts as int[]), cast(:currencies as text[])) x (amount, currency)
                      where x.amount = AMOUNT and x.currency = p.currency)"""
OPEN = """
    from packages p
    join package_money y on y.id = p.id and p.is_due
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join subjects sub on sub.id = r.subject_id
    left join matches m on m.request_id = r.id and m.status <> 'ended'
    where (FITS)""".replace("FITS", FITS.replace("AMOUNT", "y.due"))
RECEIVED = """
    from payments q
    join packages p on p.id = q.package_id
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join subjects sub on sub.id = r.subject_id
    where q.status = 'paid' and (:search <> '' or q.paid_on >= :first and q.paid_on < :after)
      and (FITS or q.receipt_number = :number
           or (:like <> '%%' and q.bank_reference ilike :like))""".replace("FITS", FITS.replace("AMOUNT", "q.amount"))
REFUNDED = """
    from refunds q
    join packages p on p.id = q.package_id
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    where (:search <> '' or q.refunded_on >= :first and q.refunded_on < :after) and (FITS)""".replace(
    "FITS", FITS.replace("AMOUNT", "q.amount")
)
OWED_COLUMNS = """
    select p.id, p.request_id, m.id as match_id, p.tier, p.start_date, p.created_at as since,
           p.start_date - (select unpaid_days from academy) <= :today as warns,
           l.full_name as learner, a.id as account_id, a.full_name as account, sub.name as subject,
           (select max(q.paid_on) from payments q where q.package_id = p.id and q.status = 'paid') as last_paid,
           (select min(s.scheduled_start_utc) from sessions s
            where s.match_id = m.id and s.is_to_come and s.scheduled_start_utc > :now) as next_start,
           y.price, y.currency, y.received, y.refunded, y.is_paid, y.is_refunded, y.due, y.is_due"""
PAYMENT_COLUMNS = """
    select q.id, q.paid_on, q.amount, p.currency, q.way, q.bank_reference as reference, q.receipt_number,
           p.id as package_id, p.request_id, a.id as account_id, a.full_name as account, l.full_name as learner,
           sub.name as subject"""
PAGE = "limit :limit offset :offset"
OWED = text(" ".join((OWED_COLUMNS, OPEN, "order by p.created_at, p.id", PAGE)))
PAYMENTS = text(" ".join((PAYMENT_COLUMNS, RECEIVED, "order by q.paid_on desc, q.receipt_number desc", PAGE)))
SUMS = text(
    " ".join(
        (
            *("select 'open', p.currency, sum(y.due), count(*)", OPEN, "group by p.currency union all"),
            *("select 'received', p.currency, sum(q.amount), count(*)", RECEIVED, "group by p.currency union all"),
            *("select 'refunded', p.currency, sum(q.amount), count(*)", REFUNDED, "group by p.currency"),
            "order by 1, 2",
        )
    )
)


class Sum(NamedTuple):
    """So many months or payments of one currency, together."""

    kind: str
    currency: str
    amount: int
    number: int

    @property
    def in_words(self) -> str:
        return money(self.amount, self.currency)


@dataclass(frozen=True)
class OwedLine:
    """A month that is not paid.

    since: when it was added. warns: it begins so soon, or began, that the academy wants to be warned. next_start: of
    its next session. last_paid: the day of its last payment.
    """

    id: UUID
    request_id: UUID
    match_id: UUID | None
    tier: int
    start_date: date
    since: datetime
    warns: bool
    learner: str
    account_id: UUID
    account: str
    subject: str
    last_paid: date | None
    next_start: datetime | None
    money: PackageMoney


@dataclass(frozen=True)
class PaymentLine:
    """A payment that arrived."""

    id: UUID
    paid_on: date
    amount: int
    currency: str
    way: str
    reference: str
    receipt_number: int
    package_id: UUID
    request_id: UUID
    account_id: UUID
    account: str
    learner: str
    subject: str

    @property
    def receipt(self) -> str:
        return receipt_label(self.receipt_number)


@dataclass(frozen=True)
class PaymentSearch:
    """What the page looks for.

    typed: names, a reference or an amount, '' for everything. first, after: local dates of the month whose payments are
    shown while nothing is searched, [first, after). currencies: the academy's, in which an amount is read.
    """

    typed: str
    first: date
    after: date
    currencies: Sequence[str]

    def values(self) -> dict[str, object]:
        amounts = [
            (amount, each) for each in self.currencies if (amount := read_amount(self.typed, each)) and amount <= MOST
        ]
        return {
            "search": self.typed,
            "words": words_in(self.typed),
            "like": part_of(self.typed),
            "amounts": [amount for amount, _currency in amounts],
            "currencies": [currency for _amount, currency in amounts],
            "number": int(self.typed) if re.fullmatch(r"[0-9]{1,9}", self.typed) else None,
            "first": self.first,
            "after": self.after,
        }


def owed(wanted: PaymentSearch, page: int, *, now: datetime, today: date) -> Page[OwedLine]:
    """Return the months that are not paid, those that were added first before others."""
    return page_of(OWED, {**wanted.values(), "now": now, "today": today}, page, _owed)


def received(wanted: PaymentSearch, page: int) -> Page[PaymentLine]:
    """Return the payments of the month or the search, the latest first."""
    return page_of(PAYMENTS, wanted.values(), page, PaymentLine)


def sums(wanted: PaymentSearch) -> list[Sum]:
    """Return what is open and what was received, for each currency, of the whole search, not of one page."""
    return [Sum(*row) for row in db.execute(SUMS, wanted.values())]


def _owed(**row: object) -> OwedLine:
    paid = {name: row.pop(name) for name in PackageMoney._fields}
    return OwedLine(**row, money=PackageMoney(**paid))  # type: ignore[arg-type]
