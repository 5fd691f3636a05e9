"""Loads a payment for its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.enrolment.package_money import PackageMoney, money_of
from corved.values.receipts import receipt_label

RECEIPT = text(
    """
    select q.id, q.paid_on, q.amount, q.way, q.bank_reference as reference, q.receipt_number, q.package_id,
           p.tier, p.start_date, p.end_date, a.full_name as account, l.full_name as learner, sub.name as subject,
           v.name as level, ac.name as academy, ac.timezone as academy_zone, ac.whatsapp as academy_whatsapp,
           coalesce((select sum(o.amount) from payments o
                     where o.package_id = p.id and o.status = 'paid' and o.receipt_number < q.receipt_number), 0)
               as paid_before,
           y.price, y.currency, y.received, y.refunded, y.is_paid, y.is_refunded, y.due, y.is_due
    from payments q
    join packages p on p.id = q.package_id
    join package_money y on y.id = p.id
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join subjects sub on sub.id = r.subject_id
    join levels v on v.id = r.level_id
    cross join academy ac
    where q.id = :id and q.status = 'paid' and (cast(:account_id as uuid) is null or a.id = :account_id)
    """
)


@dataclass(frozen=True)
class Receipt:
    """A payment, as its receipt shows it.

    paid_before: what had arrived for the month before it. money: as it is now.
    """

    id: UUID
    paid_on: date
    amount: int
    way: str
    reference: str
    receipt_number: int
    package_id: UUID
    tier: int
    start_date: date
    end_date: date
    account: str
    learner: str
    subject: str
    level: str
    academy: str
    academy_zone: str
    academy_whatsapp: str
    paid_before: int
    money: PackageMoney

    @property
    def number(self) -> str:
        return receipt_label(self.receipt_number)


def receipt(payment_id: UUID, account_id: UUID | None = None) -> Receipt:
    """Return a payment that arrived. Raises NotHere, also where it is not of this account."""
    row = db.execute(RECEIPT, {"id": payment_id, "account_id": account_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    known = {name: row[name] for name in Receipt.__dataclass_fields__ if name in row}
    return Receipt(**known, money=money_of(row))
