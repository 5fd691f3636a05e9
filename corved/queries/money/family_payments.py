"""Loads what a family has to pay, and what it paid, for the family's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.enrolment.package_money import PackageMoney
from corved.values.money import money
from corved.values.receipts import receipt_label

TO_PAY = text(
    """
    select p.id, l.full_name as learner, sub.name as subject, p.tier, p.start_date, p.end_date,
           c.id as claim_id, c.way, c.reference, c.paid_on, c.created_at as claimed_at, c.rejected_at, c.answer,
           y.price, y.currency, y.received, y.refunded, y.is_paid, y.is_refunded, y.due, y.is_due
    from packages p
    join package_money y on y.id = p.id and y.is_due
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id and l.account_user_id = (select app.uid())
    join subjects sub on sub.id = r.subject_id
    left join lateral (select c.id, c.way, c.reference, c.paid_on, c.created_at, c.rejected_at, c.answer
                       from payment_claims c where c.package_id = p.id and c.payment_id is null
                       order by c.created_at desc limit 1) c on true
    order by p.start_date, p.id
    """
)
PAID = text(
    """
    select q.id, q.paid_on, q.amount, p.currency, q.receipt_number, l.full_name as learner, sub.name as subject,
           p.start_date
    from payments q
    join packages p on p.id = q.package_id
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id and l.account_user_id = (select app.uid())
    join subjects sub on sub.id = r.subject_id
    where q.status = 'paid'
    order by q.paid_on desc, q.receipt_number desc
    """
)


@dataclass(frozen=True)
class ToPay:
    """A month that the family has to pay. claim_id …: what the family said last that it has paid, if anything."""

    id: UUID
    learner: str
    subject: str
    tier: int
    start_date: date
    end_date: date
    claim_id: UUID | None
    way: str | None
    reference: str | None
    paid_on: date | None
    claimed_at: datetime | None
    rejected_at: datetime | None
    answer: str | None
    money: PackageMoney

    @property
    def is_claimed(self) -> bool:
        """Whether the family said that it has paid, and nobody answered yet."""
        return self.claim_id is not None and self.rejected_at is None


@dataclass(frozen=True)
class Paid:
    """A payment of the family that arrived."""

    id: UUID
    paid_on: date
    amount: int
    currency: str
    receipt_number: int
    learner: str
    subject: str
    start_date: date

    @property
    def in_words(self) -> str:
        return money(self.amount, self.currency)

    @property
    def receipt(self) -> str:
        return receipt_label(self.receipt_number)


def to_pay() -> list[ToPay]:
    """Return the months that the signed-in family has to pay, in order of time."""
    known = PackageMoney._fields
    return [
        ToPay(
            **{name: row[name] for name in row if name not in known},
            money=PackageMoney(*(row[name] for name in known)),
        )
        for row in db.execute(TO_PAY).mappings()
    ]


def paid() -> list[Paid]:
    """Return what the signed-in family paid, the latest first."""
    return [Paid(**row) for row in db.execute(PAID).mappings()]
