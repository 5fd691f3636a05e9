"""Loads what families say that they have paid, and nobody answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.queries.page import Page, page_of
from corved.values.money import money

CLAIMS = text(
    """
    select c.id, c.package_id, c.way, c.reference, c.paid_on, c.created_at, a.id as account_id,
           a.full_name as account, l.full_name as learner, sub.name as subject, y.due, y.currency,
           count(*) over () as total
    from payment_claims c
    join packages p on p.id = c.package_id
    join package_money y on y.id = p.id and p.is_due
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join subjects sub on sub.id = r.subject_id
    where c.payment_id is null and c.rejected_at is null and (cast(:id as uuid) is null or c.id = :id)
    order by c.created_at, c.id
    limit :limit offset :offset
    """
)


@dataclass(frozen=True)
class Claim:
    """A family says that it has paid a month. due: what is left to pay for it."""

    id: UUID
    package_id: UUID
    way: str
    reference: str
    paid_on: date
    created_at: datetime
    account_id: UUID
    account: str
    learner: str
    subject: str
    due: int
    currency: str

    @property
    def due_in_words(self) -> str:
        return money(self.due, self.currency)


def claims(page: int) -> Page[Claim]:
    """Return a page of them, the oldest first."""
    return page_of(CLAIMS, {"id": None}, page, Claim, is_counted=True)


def claim(claim_id: UUID) -> Claim | None:
    """Return one that waits."""
    found = page_of(CLAIMS, {"id": claim_id}, 1, Claim, is_counted=True).lines
    return found[0] if found else None
