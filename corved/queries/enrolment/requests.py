"""Loads one request with its packages and payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.enrolment.package_money import PackageMoney, money_of
from corved.scheduling.weekly_hours import WeeklyHours

SELECT_REQUESTS = """
    select r.id, r.status::text, r.level_id, v.name as level, r.board, r.goals, r.preferred_start, r.created_at,
           l.id as learner_id, l.full_name as learner, a.id as account_id, a.full_name as account,
           a.timezone as zone, coalesce(a.currency, ac.currency) as currency, r.availability,
           r.subject_id, sub.name as subject,
           m.id as match_id, t.full_name as tutor
    from requests r
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join subjects sub on sub.id = r.subject_id
    join levels v on v.id = r.level_id
    left join lateral (select * from matches m where m.request_id = r.id
                       order by (m.status = 'ended'), m.created_at desc limit 1) m on true
    left join users t on t.id = m.tutor_user_id
    cross join academy ac
"""
ONE = text(SELECT_REQUESTS + "where r.id = :id")
PACKAGES = text(
    """
    select p.id, p.tier, p.start_date, p.end_date, p.window_kind, p.status, p.held_before, p.cancelled_at,
           p.not_renewing_at is not null as is_declined,
           row_number() over (partition by p.cancelled_at is null order by p.start_date) as number,
           y.*,
           (select count(*) from sessions s where s.package_id = p.id) as sessions,
           (select json_agg(json_build_array(y.id, y.amount, y.paid_on, y.way, y.bank_reference, y.status, y.note)
                            order by y.created_at)
            from payments y where y.package_id = p.id) as payments,
           (select json_agg(json_build_array(f.id, f.amount, f.refunded_on, f.reason) order by f.created_at)
            from refunds f where f.package_id = p.id) as refunds
    from packages p join package_money y on y.id = p.id
    where p.request_id = :id
    order by p.start_date, p.cancelled_at nulls first
    """
)


@dataclass(frozen=True)
class PaymentLine:
    """A payment, as the request's page shows it.

    status: paid or rejected.
    """

    id: UUID
    amount: int
    paid_on: date
    way: str
    bank_reference: str
    status: str
    note: str


@dataclass(frozen=True)
class RefundLine:
    """A refund, as the request's page shows it."""

    id: UUID
    amount: int
    refunded_on: date
    reason: str


@dataclass(frozen=True)
class RequestPackage:
    """A month that was sold for a request, with its money.

    number: among the request's months, cancelled ones counted apart. sessions: how many exist. held_before: of its
    sessions, how many were held before CorvEd. is_declined: the family wants no further month.
    """

    id: UUID
    tier: int
    start_date: date
    end_date: date
    window_kind: str
    status: str
    held_before: int
    cancelled_at: datetime | None
    is_declined: bool
    number: int
    sessions: int
    money: PackageMoney
    payments: tuple[PaymentLine, ...]
    refunds: tuple[RefundLine, ...]

    @property
    def is_to_pay(self) -> bool:
        return self.cancelled_at is None and not self.money.is_paid

    @property
    def money_in_words(self) -> str:
        return "Cancelled" if self.cancelled_at else self.money.in_words


@dataclass(frozen=True)
class RequestLine:
    """A request, as its page shows it.

    currency: in which the family pays. match_id, tutor: of its open match, else of the last one.
    """

    id: UUID
    status: str
    level_id: UUID
    level: str
    board: str | None
    goals: str | None
    preferred_start: date | None
    created_at: datetime
    learner_id: UUID
    learner: str
    account_id: UUID
    account: str
    zone: str
    currency: str
    availability: Any
    subject_id: UUID
    subject: str
    match_id: UUID | None
    tutor: str | None

    @property
    def hours(self) -> WeeklyHours:
        """Return the learner's availability, by the clock of their account."""
        return WeeklyHours.from_json(self.zone, self.availability)


KEPT = tuple(RequestPackage.__dataclass_fields__.keys() - {"money", "payments", "refunds"})


def request_line(request_id: UUID) -> RequestLine:
    row = db.execute(ONE, {"id": request_id}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return RequestLine(**row)


def request_packages(request_id: UUID) -> list[RequestPackage]:
    """Return a request's packages in order of time."""
    return [
        RequestPackage(
            **{name: row[name] for name in KEPT},
            money=money_of(row),
            payments=tuple(_payment(each) for each in row["payments"] or ()),
            refunds=tuple(_refund(each) for each in row["refunds"] or ()),
        )
        for row in db.execute(PACKAGES, {"id": request_id}).mappings()
    ]


def _payment(kept: list[Any]) -> PaymentLine:
    key, amount, paid_on, way, reference, status, note = kept
    return PaymentLine(UUID(key), amount, date.fromisoformat(paid_on), way, reference, status, note)


def _refund(kept: list[Any]) -> RefundLine:
    key, amount, refunded_on, reason = kept
    return RefundLine(UUID(key), amount, date.fromisoformat(refunded_on), reason)
